"""What a recreated painting says of why it may differ."""

from __future__ import annotations

from typing import Any

import msgspec

from vlm_studio.document.annotations import Provenance
from vlm_studio.tasks.differences import differences

THEN = Provenance(
    "text-to-image",
    "sd",
    sha256="a" * 64,
    parameters={
        "versions": {"torch": "2.14.1", "diffusers": "0.42.1"},
        "ran": {"device": "cuda", "dtype": "bfloat16"},
        "scheduler": "PNDMScheduler",
        "words": "a cat",
    },
)


def _now(**parameters: Any) -> Provenance:
    return msgspec.structs.replace(THEN, parameters={**THEN.parameters, **parameters})


def test_on_the_same_machine_there_is_nothing_to_say() -> None:
    assert differences(THEN, _now()) == ()


def test_other_versions_and_another_device_are_named_with_what_they_were() -> None:
    now = _now(
        versions={"torch": "2.15.0", "diffusers": "0.42.1"},
        ran={"device": "cpu", "dtype": "float32"},
    )
    assert [str(one) for one in differences(THEN, now)] == [
        "torch was 2.14.1, now it is 2.15.0.",
        "device was cuda, now it is cpu.",
        "dtype was bfloat16, now it is float32.",
    ]


def test_another_model_under_the_same_name_is_told() -> None:
    now = msgspec.structs.replace(THEN, sha256="b" * 64)
    assert [str(one) for one in differences(THEN, now)] == [
        "The files of the model are others now."
    ]


def test_a_painting_that_had_to_save_memory_says_so() -> None:
    assert [str(one) for one in differences(THEN, _now(savings=["tile"]))] == [
        "memory was -, now it is tile."
    ]
