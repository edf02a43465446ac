"""Settings are kept; a damaged file is put aside and never stops the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlm_studio import paths
from vlm_studio.settings import Settings


def test_settings_come_back():
    settings = Settings.load()
    assert settings == Settings()
    settings.theme = "dark"
    settings.used_label("cat")
    settings.used_label("dog")
    settings.used_label("cat")
    settings.used_file(Path("/a/b.png"))
    settings.save()
    again = Settings.load()
    assert again == settings
    assert again.recent_labels == ("cat", "dog")


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"theme": "pink"}', b"\xff\xfe", b'{"wheel": 3}', b"[" * 100_000]
)
def test_a_damaged_file_is_kept_aside_and_the_defaults_are_used(damage):
    file = paths.settings_file()
    file.write_bytes(damage)
    assert Settings.load() == Settings()
    assert file.with_suffix(".bad").read_bytes() == damage
    assert not file.exists()


def test_fields_of_a_newer_version_do_not_hurt():
    paths.settings_file().write_bytes(b'{"theme": "light", "invented_later": [1, 2]}')
    assert Settings.load().theme == "light"


def test_a_home_that_cannot_be_written_costs_only_the_settings(home, monkeypatch):
    (home / "file").touch()
    monkeypatch.setenv("VLM_STUDIO_HOME", str(home / "file" / "inside"))
    Settings(theme="dark").save()
    assert Settings.load() == Settings()
