"""Collect every sentence of the program, bring the language catalogues up to date, and compile them.

Run it from the root of a checkout after sentences changed; then translate what ``resources/locale/*/LC_MESSAGES/*.po``
leaves empty, and run it again.
"""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh_CN",)
DOMAIN = "vlm_studio"
_FIELD = re.compile(r"\{(\w*)[^}]*\}")


def collect() -> Catalog:
    """Every sentence in the code and in the model catalogue, with the files it stands in."""
    catalog = Catalog(project="vlm_studio", charset="utf-8")
    keywords = {"text": None, "plural_text": (1, 2)}
    found = extract_from_dir(ROOT / DOMAIN, method_map=[("**.py", "python")], keywords=keywords)
    for file, _, message, _, _ in found:
        catalog.add(message, locations=[(f"{DOMAIN}/{file}", 0)])
    for file in sorted((ROOT / "resources" / "catalogue").glob("*.toml")):
        for model in tomllib.loads(file.read_text("utf-8")).get("model", ()):
            catalog.add(model["good_at"], locations=[(str(file.relative_to(ROOT)), 0)])
    return catalog


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
    return sum(1 for message in catalog if message.id and not message.string)


if __name__ == "__main__":
    for language in LANGUAGES:
        print(f"{language}: {update(language)} sentences to translate")
