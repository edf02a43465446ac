"""Key profiles: each a file in ``resources/keys`` with what differs from the keys in the table of actions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import msgspec

from vlm_studio.paths import resource
from vlm_studio.ui.actions import ACTIONS
from vlm_studio.words import text

STUDIO = "studio"
PROFILES = {
    STUDIO: text("Studio"),
    "photoshop": text("Photoshop-like"),
    "annotator": text("Annotator"),
}

Keys = tuple[str, ...]


def differences(profile: str) -> dict[str, Keys]:
    """Keys by action where ``profile`` differs from Studio. Raises ``OSError`` for a profile that does not exist."""
    if profile == STUDIO:
        return {}
    source = resource("keys", f"{profile}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), dict[str, Keys])


def profile_keys(profile: str) -> Mapping[str, Keys]:
    """The keys of every action in ``profile``."""
    return {action.id: action.keys for action in ACTIONS} | differences(profile)
