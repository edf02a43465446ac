"""Names that files have somewhere, though nobody would choose them."""

from __future__ import annotations

import os
import unicodedata

NOT_TEXT = os.fsdecode(b"caf\xe9")
"""Latin-1 bytes: a name on Linux, but not text."""

STEMS: dict[str, str] = {
    "spaces": "my  holiday photo",
    "leading space": " photo",
    "trailing space": "photo ",
    "trailing dot": "photo.",
    "many dots": "photo.final.v2.2026",
    "hidden": ".photo",
    "two dots first": "..photo",
    "only dots": "....",
    "leading dash": "-photo",
    "option": "--help",
    "composed": unicodedata.normalize("NFC", "Café Zoë"),
    "decomposed": unicodedata.normalize("NFD", "Café Zoë"),
    "umlauts": "Größe Übung ß",
    "turkish": "İstanbul ışık",
    "greek": "ΟΔΥΣΣΕΥΣ ς",
    "hebrew": "תמונה",
    "arabic": "صورة ١٢",
    "mixed directions": "photo תמונה 2",
    "direction override": "photo\u202egnp",
    "chinese": "照片 二〇二六",
    "japanese": "写真ﾊﾝｶｸ",
    "korean": "사진",
    "thai": "ภาพถ่าย",
    "emoji": "🏖️",
    "emoji family": "👩‍👩‍👧‍👦 at home",
    "astral": "𝕡𝕙𝕠𝕥𝕠",
    "zero width": "pho\u200bto",
    "byte order mark": "\ufeffphoto",
    "soft hyphen": "pho\u00adto",
    "at": "photo@2x",
    "hash": "photo#1",
    "percent": "100%25 photo%20",
    "ampersand": "Tom & Jerry",
    "apostrophe": "Tom's",
    "quotes": '"quoted"',
    "brackets": "[photo](1){2}<3>",
    "glob": "photo*?[!a]",
    "backslash": "C:\\photo",
    "colon": "12:30:00",
    "pipe": "a|b;c$HOME`d`",
    "braces": "{name} {0} %s %(name)s",
    "newline": "first\nsecond",
    "tab": "one\ttwo",
    "control": "a\x01b\x7fc",
    "device": "CON",
    "long": "x" * 250,
    "long in bytes": "长" * 83,
}
"""Stems by what is odd about them: each of them with ``.png`` behind is a file name that Linux takes."""
