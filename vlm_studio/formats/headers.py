"""What a picture file's first bytes say and Pillow does not: bit depth, and the family it belongs to."""

from __future__ import annotations

from PIL import Image

ZIP = b"PK\x03\x04"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BITS_PER_SAMPLE = 258


def is_heif(head: bytes) -> bool:
    """Whether ``head`` (the first bytes) starts an ISO media file of the HEIC family."""
    if head[4:8] != b"ftyp":
        return False
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, len(head) - 3, 4))}
    return head[8:12] != b"avif" and b"avif" not in brands and bool(brands & _HEIC_BRANDS)


def bit_depth(image: Image.Image, head: bytes) -> int:
    """Bits a channel in the file (not in ``image``, where Pillow has often reduced them already)."""
    if image.format == "PNG":
        return head[24]
    if image.format == "TIFF":
        tags = getattr(image, "tag_v2", {})
        bits = tags.get(_BITS_PER_SAMPLE, 8)
        return int(max(bits) if isinstance(bits, tuple) else bits)
    if image.format == "HEIF":
        return int(image.info.get("bit_depth") or 8)
    if image.format == "AVIF":
        return _pixel_information(head)
    return 8


def _pixel_information(head: bytes) -> int:
    # The `pixi` box: four bytes of version and flags, the number of channels, then the bits of each.
    at = head.find(b"pixi")
    return head[at + 9] if 0 <= at < len(head) - 9 else 8
