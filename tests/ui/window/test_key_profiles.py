"""The key profiles as data: nothing twice, nothing unknown, nothing that a later tool needs."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from vlm_studio.paths import resource
from vlm_studio.settings import Settings
from vlm_studio.ui.actions import ACTIONS, BY_ID
from vlm_studio.ui.keys.keymap import KeyMap
from vlm_studio.ui.keys.profiles import PROFILES, STUDIO, differences, profile_keys
from vlm_studio.ui.keys.strokes import canonical, stays, understood

Bound = dict[tuple[str, str], list[str]]
"""Keys by context and action."""


def data(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("keys", f"{name}.toml").read_text("utf-8"))


def reserved(profile: str) -> Bound:
    """What tools that come later will have in a profile: Studio's, and what differs from it."""
    rows: dict[str, tuple[str, list[str]]] = {}
    table = data("reserved")
    for name in (STUDIO, profile):
        for context, keys in table.get(name, {}).items():
            rows |= {id: (context, own) for id, own in keys.items()}
    return {(context, id): keys for id, (context, keys) in rows.items() if id not in BY_ID}


def bound(profile: str) -> Bound:
    """What there is and what comes later."""
    now = {(BY_ID[id].context, id): list(keys) for id, keys in profile_keys(profile).items()}
    return now | reserved(profile)


def meaning(profile: str, key: str, context: str) -> str:
    """What a key does in a place; the place itself goes before the window."""
    for here in (context, "window"):
        for (where, id), keys in bound(profile).items():
            if where == here and canonical(key) in map(canonical, keys):
                return id
    return ""


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_binds_a_key_twice_in_one_context(profile: str) -> None:
    actions = {(BY_ID[id].context, id): keys for id, keys in profile_keys(profile).items()}
    for context in ("canvas", "layers"):
        assert twice(actions, context) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_binds_a_key_that_a_later_tool_needs(profile: str) -> None:
    actions = {(BY_ID[id].context, id): keys for id, keys in profile_keys(profile).items()}
    for (where, id), keys in reserved(profile).items():
        for (other, action), theirs in actions.items():
            if where == other or "window" in (where, other):
                both = set(map(canonical, keys)) & set(map(canonical, theirs))
                # On the canvas its own meaning goes before that of the window.
                assert not both or (where, other) == ("window", "canvas"), (id, action, both)


def twice(actions: Mapping[tuple[str, str], Any], context: str) -> list[str]:
    heard = [keys for (where, _), keys in actions.items() if where in (context, "window")]
    counted = Counter(canonical(key) for keys in heard for key in keys)
    return [key for key, n in counted.items() if n > 1]


def test_every_action_in_the_data_files_exists() -> None:
    for profile in PROFILES:
        assert set(differences(profile)) <= set(BY_ID)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_key_can_be_pressed_and_is_no_key_of_the_canvas_itself(profile: str) -> None:
    for keys in bound(profile).values():
        for key in keys:
            assert understood(key)
            assert not stays(key)


@pytest.mark.parametrize("profile", set(PROFILES) - {STUDIO})
def test_a_profile_says_only_what_differs(profile: str) -> None:
    for id, keys in differences(profile).items():
        assert keys != BY_ID[id].keys, id


@pytest.mark.parametrize("profile", PROFILES)
def test_every_collision_is_decided_as_the_table_says(profile: str) -> None:
    rows = data("collisions")["key"]
    assert rows
    for row in rows:
        assert meaning(profile, row["keys"], row["context"]) == row[profile], row["keys"]


def test_no_gesture_means_two_things_with_one_tool() -> None:
    rows = data("collisions")["gesture"]
    counted = Counter((row["tool"], row["input"]) for row in rows)
    assert [place for place, n in counted.items() if n > 1] == []
    assert all("instead" in row for row in rows if "given_up" in row)


@pytest.mark.parametrize(
    ("one", "other"),
    [("?", "Shift+/"), ("Shift+?", "?"), ("Ctrl++", "Ctrl+Shift+="), ("!", "Shift+1"), ("Ctrl+}", "Ctrl+Shift+]"),
     ("Shift+Alt+Ctrl+K", "Ctrl+Alt+Shift+K")],
)  # fmt: skip
def test_two_ways_to_say_one_key_are_one_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_plus_and_equals_are_two_keys() -> None:
    assert len({canonical(key) for key in ("Ctrl++", "Ctrl+=", "Ctrl+-", "+", "=")}) == 5


def test_what_is_wrong_in_the_settings_is_passed_over() -> None:
    changes = {"no.such": ("A",), "tool.box": ("nonsense", "J"), "tool.hand": ("J",)}
    keys = KeyMap(Settings(keys="unheard-of", key_changes=changes))
    assert keys.profile == STUDIO
    assert keys.keys("tool.box") == ("J",)
    assert keys.keys("tool.hand") == ()
    assert keys.keys("tool.select") == ("V",)


def test_a_change_by_hand_goes_before_every_profile() -> None:
    settings = Settings()
    keys = KeyMap(settings)
    keys.bind("tool.polygon", ("Ctrl+F",))
    for profile in PROFILES:
        keys.use(profile)
        holders = [a.id for a in ACTIONS if "Ctrl+F" in keys.keys(a.id)]
        assert holders == ["tool.polygon"]
    keys.reset()
    assert settings.key_changes == {}
    assert keys.keys("view.fit")[0] == "Ctrl+F"


def test_a_key_comes_back_when_what_took_it_is_reset() -> None:
    keys = KeyMap(Settings())
    keys.bind("tool.box", ("P",))
    assert keys.keys("tool.polygon") == ()
    keys.bind("tool.box", keys.profile_keys("tool.box"))
    assert keys.keys("tool.polygon") == ("P",)
    assert not keys.changed_by_hand


def test_the_last_change_by_hand_counts() -> None:
    keys = KeyMap(Settings())
    keys.bind("tool.box", ("J", "Ctrl+J"))
    keys.bind("tool.hand", ("J",))
    assert keys.keys("tool.box") == ("Ctrl+J",)
    assert keys.keys("tool.hand") == ("J",)
