"""The sketcher's network: a small decoder that writes one step at a time, for training.

Each step is one place of the transformer. From the state of a place a head chooses the command, then, one after the
other, its values, each knowing the ones before. In front stand the set, the sentence's meaning and its token states.
The program runs the same weights with numpy and ONNX Runtime: ``vlm_studio/inference/sketcher.py``.
"""

from __future__ import annotations

import math

import msgspec
import torch
from torch import Tensor, nn
from torch.nn import functional

from vlm_studio.sketch.steps import KINDS, SLOTS, VALUES, Command

MEANINGS = tuple(dict.fromkeys(kind for kinds in KINDS.values() for kind in kinds))
"""What a value can mean; each meaning has a table of its own."""


class Size(msgspec.Struct, frozen=True):
    """How large the network is; ``text`` is the width of the sentence encoder's states."""

    sets: int
    width: int = 256
    layers: int = 6
    heads: int = 4
    text: int = 384
    longest: int = 64
    words: int = 20


def meaning_table() -> Tensor:
    """The number of the meaning of each command's slots, (commands, SLOTS); unused ones -1."""
    table = torch.full((len(Command), SLOTS), -1, dtype=torch.long)
    for command, kinds in KINDS.items():
        for slot, kind in enumerate(kinds):
            table[command, slot] = MEANINGS.index(kind)
    return table


class Sketcher(nn.Module):
    """Call it with a batch to get the loss of every command and value."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        width = size.width
        self.size = size
        self.commands = nn.Embedding(len(Command), width)
        self.values = nn.Parameter(_waves(width).repeat(len(MEANINGS), 1, 1) * 0.3)
        self.sets = nn.Embedding(size.sets + 1, width)
        self.start = nn.Parameter(torch.randn(width) * 0.02)
        self.nothing = nn.Parameter(torch.randn(width) * 0.02)
        self.meaning = nn.Linear(size.text, width)
        self.word = nn.Linear(size.text, width)
        self.places = nn.Embedding(size.longest, width)
        self.word_places = nn.Embedding(size.words, width)
        self.layers = nn.ModuleList(Layer(width, size.heads) for _ in range(size.layers))
        self.norm = nn.LayerNorm(width)
        self.command_head = nn.Linear(width, len(Command))
        self.value_in = nn.Linear(width, width)
        self.value_norm = nn.LayerNorm(width)
        self.value_out = nn.Linear(width, width)
        self.value_bias = nn.Parameter(torch.zeros(len(MEANINGS), VALUES))
        self.value_heads = nn.Parameter(_waves(width).repeat(len(MEANINGS), 1, 1) * 0.1)
        self.register_buffer("table", meaning_table(), persistent=False)
        for embedding in (self.commands, self.sets, self.places, self.word_places):
            nn.init.normal_(embedding.weight, std=0.05)

    def prefix(self, sets: Tensor, meanings: Tensor, words: Tensor, has: Tensor) -> Tensor:
        """What stands in front, (N, 2 + W, width): the set, the meaning, the words; ``has`` (N,) tells who has text."""
        told = has[:, None, None]
        meaning = self.meaning(meanings)[:, None]
        tokens = self.word(words) + self.word_places.weight[: words.shape[1]]
        text = torch.where(told, torch.cat((meaning, tokens), 1), self.nothing)
        return torch.cat((self.sets(sets)[:, None], text), 1)

    def embedded(self, steps: Tensor) -> Tensor:
        """The vectors of steps (N, T, 7): the command's and its values', added."""
        command = steps[..., 0]
        kinds = self.table[command]
        values = self.values[kinds.clamp(min=0), steps[..., 1:]]
        return self.commands(command) + (values * (kinds >= 0)[..., None]).sum(-2)

    def states(self, steps: Tensor, prefix: Tensor, hidden: Tensor) -> Tensor:
        """States from which each step is chosen, (N, T, width); ``hidden`` (N, P) marks prefix places without a word."""
        before = self.embedded(steps[:, :-1])
        x = torch.cat((self.start.expand(len(steps), 1, -1), before), 1)
        x = x + self.places.weight[: x.shape[1]]
        length = x.shape[1]
        past = torch.ones(length, length, dtype=torch.bool, device=x.device).tril()
        shown = (~hidden)[:, None, :].expand(-1, length, -1)
        mask = torch.cat((shown, past.expand(len(steps), -1, -1)), 2)[:, None]
        for layer in self.layers:
            x = layer(x, prefix, mask)
        return self.norm(x)

    def losses(
        self, steps: Tensor, states: Tensor, lengths: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Cross entropies of the commands (K,) and of the values (V,), and the values' meanings (V,)."""
        there = torch.arange(steps.shape[1], device=steps.device) < lengths[:, None]
        state, step = states[there], steps[there]
        command = step[:, 0]
        of_commands = functional.cross_entropy(self.command_head(state), command, reduction="none")
        kinds = self.table[command]
        before = self.commands(command)
        row, slot = (kinds >= 0).nonzero(as_tuple=True)
        values = self.values[kinds.clamp(min=0), step[:, 1:]] * (kinds >= 0)[..., None]
        known = before[:, None] + torch.cat(
            (torch.zeros_like(values[:, :1]), values.cumsum(1)[:, :-1]), 1
        )
        hidden = self.chosen(state[row] + known[row, slot])
        kind, goal = kinds[row, slot], step[row, slot + 1]
        of_values = hidden.new_empty(len(row))
        for number in range(len(MEANINGS)):
            where = (kind == number).nonzero()[:, 0]
            logits = hidden[where] @ self.value_heads[number].T + self.value_bias[number]
            of_values = of_values.index_copy(0, where, _near(logits, goal[where]))
        return of_commands, of_values, kind

    def chosen(self, x: Tensor) -> Tensor:
        """From a place's state and what is known of its step to what the value is read from."""
        inner = functional.gelu(self.value_in(self.value_norm(x)))
        return x + self.value_out(inner)


class Layer(nn.Module):
    """Attention and a wide step, each on the normalised sum so far.

    The prefix is only looked at: it has keys and values here but is not worked on, which halves the time.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.prefix_norm = nn.LayerNorm(width)
        self.prefix_kv = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        for linear in (self.out, self.down):
            nn.init.normal_(linear.weight, std=0.01)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x: Tensor, prefix: Tensor, mask: Tensor) -> Tensor:
        query, key, value = self._split(self.qkv(self.norm(x)), 3)
        front_key, front_value = self._split(self.prefix_kv(self.prefix_norm(prefix)), 2)
        key, value = torch.cat((front_key, key), 2), torch.cat((front_value, value), 2)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + self.dropout(self.out(seen.transpose(1, 2).flatten(2)))
        return x + self.dropout(self.down(functional.gelu(self.up(self.norm2(x)))))

    def _split(self, x: Tensor, parts: int) -> Tensor:
        """(parts, N, heads, T, width / heads)."""
        return x.unflatten(2, (parts, self.heads, -1)).permute(2, 0, 3, 1, 4)


def _waves(width: int) -> Tensor:
    """A table (VALUES, width) in which near values have near rows."""
    place = torch.arange(VALUES)[:, None] / VALUES
    speed = torch.exp(torch.linspace(0, math.log(VALUES / 2), width // 2)) * math.pi
    return torch.cat((torch.sin(place * speed), torch.cos(place * speed)), 1)


_SPREAD = torch.tensor([0.03, 0.94, 0.03])


def _near(logits: Tensor, goal: Tensor) -> Tensor:
    """Cross entropy with a little of the goal's share on its two neighbours."""
    logs = torch.log_softmax(logits, -1)
    around = (goal[:, None] + torch.arange(-1, 2)).clamp(0, VALUES - 1)
    return -(logs.gather(1, around) * _SPREAD).sum(1)
