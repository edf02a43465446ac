"""Collect every sentence of the program, bring the language catalogues up to date, and compile them.

Run it from the root of a checkout after sentences changed; then translate what ``resources/locale/*/LC_MESSAGES/*.po``
leaves empty, and run it again.
"""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh_CN",)
DOMAIN = "vlm_studio"
_KEYS = {"text": 1, "plural_text": 2}
_FIELD = re.compile(r"\{(\w*)[^}]*\}")


def collect() -> Catalog:
    """Every sentence in the code and in the model catalogue, with the files it stands in."""
    catalog = Catalog(project="vlm_studio", charset="utf-8")
    for file in sorted((ROOT / DOMAIN).rglob("*.py")):
        for keys in sentences(file):
            catalog.add(keys if len(keys) > 1 else keys[0], locations=[_place(file)])
    for file in sorted((ROOT / "resources" / "catalogue").glob("*.toml")):
        for model in tomllib.loads(file.read_text("utf-8")).get("model", ()):
            catalog.add(model["good_at"], locations=[_place(file)])
    return catalog


def sentences(file: Path) -> Iterator[tuple[str, ...]]:
    """The keys of each literal ``text`` and ``plural_text`` in a Python file, one or two each."""
    # Babel's own reader of Python does not look into f-strings before Python 3.12.
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            literals = node.args[: _KEYS.get(node.func.id, 0)]
            keys = [a.value for a in literals if isinstance(a, ast.Constant)]
            if keys:
                yield tuple(map(str, keys))


def clashes() -> set[str]:
    """Keys said with and without a number: a translation with ``{n}`` in it cannot serve both."""
    found = [keys for file in (ROOT / DOMAIN).rglob("*.py") for keys in sentences(file)]
    return {keys[0] for keys in found if len(keys) > 1} & {k[0] for k in found if len(k) == 1}


def _place(file: Path) -> tuple[str, int]:
    return file.relative_to(ROOT).as_posix(), 0


def po_file(language: str) -> Path:
    """Where the translations of ``language`` are written by hand."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of ``language`` as it stands on disk."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The binary form that the program reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def fields(sentence: str) -> set[str]:
    """The named places of a sentence."""
    return set(_FIELD.findall(sentence))


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project=DOMAIN,
        copyright_holder="The vlm_studio developers",
        header_comment="# Sentences of vlm_studio. Licensed as the program is.",
        last_translator="The vlm_studio developers",
        language_team=language,
        msgid_bugs_address="none",
        fuzzy=False,
    )


def update(language: str) -> int:
    """Bring one catalogue up to date and compile it; returns how many sentences are not translated."""
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalog = read(language) if file.exists() else _empty(language)
    catalog.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with file.open("wb") as output:
        write_po(
            output, catalog, width=100, sort_output=True, omit_header=False, include_lineno=False
        )
    file.with_suffix(".mo").write_bytes(compiled(catalog))
    return sum(1 for message in catalog if message.id and not _translated(message))


def _translated(message: Message) -> bool:
    """Whether there is a translation, of a plural for every number."""
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(words) and all(words)


if __name__ == "__main__":
    for language in LANGUAGES:
        print(f"{language}: {update(language)} sentences to translate")
    for key in sorted(clashes()):
        print(f"said with and without a number: {key}")
