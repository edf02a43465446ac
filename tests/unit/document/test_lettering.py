from __future__ import annotations

import pytest

from vlm_studio.document.artboard import MARGIN
from vlm_studio.document.lettering import Lettered, lettered
from vlm_studio.document.vectors import Lettering, VectorObject, sound
from vlm_studio.errors import StudioError
from vlm_studio.sketch.quotes import quoted

BOARDS = [(1024, 1024), (1240, 1754), (390, 844), (1500, 500), (64, 64)]


def texts(found: Lettered) -> list[Lettering]:
    return [each.shape for each in found.objects if isinstance(each.shape, Lettering)]


def inside(each: VectorObject, width: int, height: int) -> bool:
    box = each.bounds()
    return box.x >= 0 and box.y >= 0 and box.right <= width and box.bottom <= height


@pytest.mark.parametrize(("width", "height"), BOARDS)
@pytest.mark.parametrize(
    "said",
    ['"Jazz"', 'a sax "Jazz Night" "Friday, 8 pm"', '"爵士之夜" a sax', '"One" a cat "Two words"'],
)
def test_words_stay_on_the_artboard_and_out_of_the_drawing(
    said: str, width: int, height: int
) -> None:
    found = lettered(quoted(said), width, height)
    assert [each.group for each in found.objects] == sorted(each.group for each in found.objects)
    assert [each.id for each in found.objects] == list(range(1, len(found.objects) + 1))
    for each in found.objects:
        assert sound(each)
        assert inside(each, width, height)
        box = each.bounds()
        if quoted(said).rest:
            assert (
                box.y + each.shape.size * 0.2 >= found.room.bottom
                or box.bottom <= found.room.y + each.shape.size * 0.3
            )  # type: ignore[union-attr]
    assert found.room.width == pytest.approx(width - 2 * MARGIN * min(width, height))


def test_the_headline_is_larger_than_what_follows_and_bold() -> None:
    head, more = texts(lettered(quoted('a sax "Jazz Night" "Friday"'), 1024, 1024))
    assert head.size > 2 * more.size
    assert (head.bold, more.bold) == (True, False)
    assert head.place[5] < more.place[5]


def test_words_alone_are_larger_and_in_the_middle() -> None:
    [alone] = texts(lettered(quoted('"Jazz"'), 1024, 1024))
    [beside] = texts(lettered(quoted('a sax "Jazz"'), 1024, 1024))
    assert alone.size > beside.size
    assert abs(alone.place[5] - alone.size * 0.36 - 512) < 1


def test_long_words_go_into_lines_of_about_one_length() -> None:
    said = "the quick brown fox jumps over the lazy dog and runs into the dark wood"
    lines = [each.text for each in texts(lettered(quoted(f'a fox "{said}"'), 1024, 1024))]
    assert " ".join(lines) == said
    assert len(lines) > 1
    assert max(map(len, lines)) < 2 * min(map(len, lines))
    chinese = [e.text for e in texts(lettered(quoted("a fox “" + "夜" * 40 + "”"), 400, 400))]
    assert "".join(chinese) == "夜" * 40


def test_all_lines_of_one_text_are_one_group() -> None:
    found = lettered(quoted('"one two three four five six seven eight" "nine"'), 300, 300)
    assert len({each.group for each in found.objects}) == 2 < len(found.objects)


def test_the_same_words_twice_are_two_texts() -> None:
    found = lettered(quoted('a fox "Hey" "Hey" "Hey"'), 300, 300)
    assert [each.group for each in found.objects] == [1, 2, 3]


def test_without_words_all_of_the_artboard_is_for_the_drawing() -> None:
    found = lettered(quoted("a fox"), 1000, 500)
    assert found.objects == ()
    assert (found.room.width, found.room.height) == (920, 420)


def test_words_that_could_not_be_read_are_refused() -> None:
    with pytest.raises(StudioError, match="too long for an artboard"):
        lettered(quoted('a fox "' + "word " * 2000 + '"'), 512, 512)
