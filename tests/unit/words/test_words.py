"""Sentences travel as values and are said in the language of whoever reads them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import msgspec
import pytest

from vlm_studio import paths
from vlm_studio.errors import StudioError
from vlm_studio.words import Text, catalogue, plural_text, text
from vlm_studio.words.numbers import percentage

_SPEC = importlib.util.spec_from_file_location(
    "catalogues", Path(__file__).parents[3] / "packaging" / "catalogues.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
catalogues = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(catalogues)


def test_a_sentence_has_its_values_in_place_also_after_a_journey():
    sentence = text("Rename {name}", name=text("Detect"))
    assert str(sentence) == "Rename Detect"
    arrived = msgspec.json.decode(msgspec.json.encode(sentence), type=Text)
    assert str(arrived) == "Rename Detect"
    assert str(StudioError(arrived)) == "Rename Detect"


def test_one_and_many():
    assert [str(plural_text("{n} object", "{n} objects", n)) for n in (0, 1, 2)] == [
        "0 objects",
        "1 object",
        "2 objects",
    ]


def test_the_language_is_chosen_where_the_sentence_is_read():
    sentence = plural_text("{n} object", "{n} objects", 3)
    assert str(sentence) == "3 objects"
    catalogue.use("zh_CN")
    assert "3" in str(sentence)
    assert str(sentence) != "3 objects"
    catalogue.use("xx")
    assert catalogue.current() == "en"


@pytest.mark.parametrize("language", sorted(set(catalogue.LANGUAGES) - {"en"}))
def test_every_sentence_is_translated_with_all_its_values(language):
    translated = catalogues.read(language)
    for message in catalogues.collect():
        if not message.id:
            continue
        keys = message.id if isinstance(message.id, tuple) else (message.id,)
        found = translated.get(keys[0])
        assert found is not None, message.id
        assert not found.fuzzy
        words = found.string if isinstance(found.string, tuple) else (found.string,)
        for word in words:
            assert word, message.id
            assert catalogues.fields(word) == set().union(*map(catalogues.fields, keys)), word


@pytest.mark.parametrize("language", sorted(set(catalogue.LANGUAGES) - {"en"}))
def test_the_compiled_catalogue_is_the_written_one(language):
    binary = paths.resource("locale", language, "LC_MESSAGES", "vlm_studio.mo").read_bytes()
    assert binary == catalogues.compiled(catalogues.read(language))


def test_no_sentence_is_both_one_and_a_plural():
    assert not catalogues.clashes()


def test_percent_stand_close_to_the_number_in_every_language():
    for language in catalogue.LANGUAGES:
        catalogue.use(language)
        shares = ((0.34, 0), (1, 0), (0.0625, 1))
        said = [str(text("{percent}", percent=percentage(*each))) for each in shares]
        assert said == ["34%", "100%", "6.2%"]
    catalogue.use("en")
