"""Text to tokens as BERT reads it: lower case, accents dropped, words cut into the longest known pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_LONGEST_WORD = 100


class WordPiece:
    """Tokenizer for a vocabulary, one token a line, its number the line's."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._numbers = {token: number for number, token in enumerate(lines)}
        self._start, self._end, self._unknown = (self._numbers[t] for t in (_START, _END, _UNKNOWN))

    def __call__(self, sentence: str, longest: int) -> list[int]:
        """Numbers of the tokens, ``[CLS]`` first and ``[SEP]`` last, cut to ``longest`` in all."""
        found: list[int] = []
        for word in words(sentence):
            found += self._pieces(word)
            if len(found) >= longest - 2:
                break
        return [self._start, *found[: longest - 2], self._end]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            found.append(number)
            start = end
        return found


def words(sentence: str) -> list[str]:
    """Lower-case words, punctuation marks and single Chinese characters, in order."""
    parts: list[str] = []
    for char in unicodedata.normalize("NFD", sentence.lower()):
        category = unicodedata.category(char)
        if category == "Mn" or (category[0] == "C" and char not in "\t\n\r") or char == "\ufffd":
            continue
        parts.append(f" {char} " if _stands_alone(char, category) else char)
    return "".join(parts).split()


def _stands_alone(char: str, category: str) -> bool:
    code = ord(char)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    chinese = (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2FA1F
        or 0xF900 <= code <= 0xFAFF
    )
    return ascii_mark or chinese or category[0] == "P"
