"""Work on a folder of pictures. One frozen request and result each."""

from __future__ import annotations

import msgspec

from vlm_studio.document.document import DocumentState
from vlm_studio.formats.folders import ListedPicture
from vlm_studio.formats.sidecars import Member, Summary
from vlm_studio.words import Text


class ListPicturesRequest(msgspec.Struct, frozen=True, tag="list-pictures"):
    """Look for the pictures in ``folder``; ``elsewhere`` is where sidecars are when it cannot be written."""

    folder: str
    elsewhere: str


class PicturesListed(msgspec.Struct, frozen=True, tag="pictures-listed"):
    """``writable`` tells whether sidecars can be put beside the pictures."""

    pictures: tuple[ListedPicture, ...]
    writable: bool


class SummariesRequest(msgspec.Struct, frozen=True, tag="summaries"):
    """What each of the sidecars at ``paths`` holds."""

    paths: tuple[str, ...]


class Summaries(msgspec.Struct, frozen=True, tag="summaries-read"):
    """In the order of the request; ``None`` for a sidecar that cannot be read."""

    found: tuple[Summary | None, ...]


class OpenImageRequest(msgspec.Struct, frozen=True, tag="open-image"):
    """Read the first of ``sidecars`` that exists, else the bare ``picture``."""

    picture: str
    sidecars: tuple[str, ...]


class OpenedImage(msgspec.Struct, frozen=True, tag="opened-image"):
    """A document of a picture in a folder; ``path`` is the sidecar it came from, empty for the bare picture."""

    state: DocumentState
    notices: tuple[Text, ...] = ()
    path: str = ""
    read_only: bool = False


class SmallPicture(msgspec.Struct, frozen=True, array_like=True):
    """A thumbnail that is wanted: ``sidecar`` may be empty."""

    picture: str
    sidecar: str
    target: str


class ThumbnailsRequest(msgspec.Struct, frozen=True, tag="thumbnails"):
    """Small pictures that fit into ``side`` x ``side`` pixels."""

    wanted: tuple[SmallPicture, ...]
    side: int


class Thumbnails(msgspec.Struct, frozen=True, tag="thumbnails-made"):
    """In the order of the request: why one could not be made."""

    errors: tuple[Text | None, ...]


class PruneRequest(msgspec.Struct, frozen=True, tag="prune-thumbnails"):
    """Delete the thumbnails in ``folder`` that were not wanted for longest until they take ``most`` bytes."""

    folder: str
    most: int


class Pruned(msgspec.Struct, frozen=True, tag="thumbnails-pruned"):
    """How many files were deleted."""

    files: int


class ExportImagesRequest(msgspec.Struct, frozen=True, tag="export-images"):
    """Write many pictures with their annotations in ``format`` to ``path``."""

    members: tuple[Member, ...]
    format: str
    path: str
    options: dict[str, str | float | bool] = {}


class ImagesExported(msgspec.Struct, frozen=True, tag="images-exported"):
    """How many files were written, and what a person should know."""

    files: int
    notices: tuple[Text, ...] = ()


class BatchRequest(msgspec.Struct, frozen=True, tag="run-all"):
    """One task on many pictures. It never goes to a lane: the studio leads it, by requests for each picture."""

    task: str
    model: str
    overlap: float = 0.45
    labels: tuple[str, ...] = ()
    cutout: bool = False


class BatchDone(msgspec.Struct, frozen=True, tag="run-all-done"):
    """How many pictures were done, and how many had been done before."""

    done: int
    before: int


ImagesRequest = (
    ListPicturesRequest
    | SummariesRequest
    | OpenImageRequest
    | ThumbnailsRequest
    | PruneRequest
    | ExportImagesRequest
)
ImagesResult = (
    PicturesListed | Summaries | OpenedImage | Thumbnails | Pruned | ImagesExported | BatchDone
)
