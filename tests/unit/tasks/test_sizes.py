"""The size at which an artboard is painted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vlm_studio.tasks.sizes import rendered


def test_a_size_the_model_can_do_is_painted_as_it_is() -> None:
    assert rendered(768, 512, side=512, multiple=8) == (768, 512)


def test_other_sides_are_painted_a_little_larger_for_the_rest_is_cut_off() -> None:
    assert rendered(500, 333, side=512, multiple=16) == (512, 336)


def test_a_poster_is_painted_at_the_models_own_size_in_the_posters_shape() -> None:
    width, height = rendered(2480, 3508, side=512, multiple=8)
    assert abs(width * height / 512**2 - 1) < 0.05
    assert abs(width / height - 2480 / 3508) < 0.02


def test_an_icon_is_painted_large_enough_for_the_model_to_see_something() -> None:
    assert rendered(32, 32, side=512, multiple=8) == (512, 512)


def test_no_side_is_longer_than_the_model_has_places_for() -> None:
    assert rendered(1900, 100, side=512, multiple=16, largest=1024) == (1024, 64)


@given(
    st.integers(1, 60_000), st.integers(1, 60_000), st.sampled_from([64, 512, 1024]), st.sampled_from([8, 16, 32])
)  # fmt: skip
def test_every_artboard_has_a_size(width: int, height: int, side: int, multiple: int) -> None:
    w, h = rendered(width, height, side, multiple)
    assert w % multiple == h % multiple == 0
    assert w >= multiple <= h
