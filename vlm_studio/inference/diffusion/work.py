"""Painting the pictures of one request, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vlm_studio.document.pictures import PlacedBlock
from vlm_studio.errors import StudioError
from vlm_studio.inference.diffusion.calling import arguments, settings
from vlm_studio.inference.diffusion.engine import ControlNet, Diffusion
from vlm_studio.inference.diffusion.forming import Forming
from vlm_studio.inference.diffusion.memory import Memory
from vlm_studio.inference.diffusion.origin import origin
from vlm_studio.inference.diffusion.scene import scene
from vlm_studio.inference.diffusion.stopping import interruptible
from vlm_studio.models.card import Card
from vlm_studio.tasks.context import Context
from vlm_studio.tasks.design import Design, Designs, PaintRequest
from vlm_studio.words import Text, text

if TYPE_CHECKING:
    from vlm_studio.inference.arrays import Pixels

LOADED = 0.1
"""The part of a job that is loading its model."""
_TITLE = 60
"""Letters of a description that a layer is called by."""
_SEEDS = 2**63


class Work:
    """``nets`` are the ControlNets of the request's controls, in their order."""

    def __init__(
        self,
        request: PaintRequest,
        card: Card,
        engine: Diffusion,
        nets: Sequence[ControlNet],
        context: Context,
    ) -> None:
        """Raises :class:`StudioError` when the model cannot do this."""
        self._request = request
        self._card = card
        self._engine = engine
        self._context = context
        self._scene = scene(request, engine)
        self._pipeline = engine.pipeline(self._scene.mode, nets)
        self._used = settings(self._pipeline, request)
        self._forming = Forming(context, engine.lens, self._scene.frame, self._scene.look)
        self._said: tuple[float, Text] = (LOADED, text("Reading the words"))

    def designs(self) -> Designs:
        """Every picture, without those that the model's own filter blacks out.

        Raises :class:`StudioError` when none is left.
        """
        made: list[Design] = []
        with (
            Memory(self._pipeline, self._engine.device, self._scene.frame.outer) as memory,
            interruptible(self._pipeline, self._checkpoint),
        ):
            for number in range(self._request.count):
                painted = memory.run(lambda n=number: self._painted(n))  # type: ignore[misc]
                if painted is not None:
                    made.append(self._design(number, painted, memory.savings))
        return Designs(tuple(made), self._left_out(self._request.count - len(made)))

    def _left_out(self, count: int) -> tuple[Text, ...]:
        asked, model = self._request.count, self._card.name
        if count == asked:
            raise StudioError(
                text(
                    "The filter that comes with {model} blacked a picture out. Try another seed or other words.",
                    model=model,
                )
            )
        if count == 0:
            return ()
        return (
            text(
                "The filter that comes with {model} blacked out {count} of {asked} pictures. Try other seeds or words.",
                model=model,
                count=count,
                asked=asked,
            ),
        )

    def _painted(self, number: int) -> Pixels | None:
        """As large as the model paints it, (H, W, 3); ``None`` when its filter blacked it out."""
        import torch

        # Noise is drawn on the processor: it is the same whatever device the model runs on.
        chance = torch.Generator("cpu").manual_seed((self._request.seed + number) % _SEEDS)
        words = self._request.words
        given = arguments(self._pipeline, self._request, words, self._scene.seen, self._used)
        self._forming.begin()
        made = self._pipeline(**given, generator=chance, **self._listening(number))
        if any(getattr(made, "nsfw_content_detected", None) or ()):
            return None
        return np.asarray(made.images[0].convert("RGB"))

    def _design(self, number: int, painted: Pixels, savings: list[str]) -> Design:
        pixels = self._scene.finish(painted)
        block = self._context.blocks.store(pixels, mips=True)
        scheduler = type(self._pipeline.scheduler).__name__
        where = origin(
            self._request,
            self._card,
            self._engine,
            self._used,
            number,
            scheduler,
            savings,
            self._scene,
        )
        title = " ".join(self._request.words.split())[:_TITLE]
        return Design("painted", block.width, block.height, where, title, placed=PlacedBlock(block))

    # While it paints ---------------------------------------------------------------------------

    def _listening(self, number: int) -> dict[str, Any]:
        """What the pipeline is to call after each step, if it can."""
        from vlm_studio.inference.diffusion.abilities import parameters

        def stepped(
            pipeline: Any, index: int, timestep: Any, values: dict[str, Any]
        ) -> dict[str, Any]:
            self._tell(number, index + 1, getattr(pipeline, "num_timesteps", self._used.steps))
            self._forming.step(number, pipeline, timestep, values["latents"])
            return {}

        if "callback_on_step_end" not in parameters(type(self._pipeline)):
            return {}
        return {"callback_on_step_end": stepped}

    def _tell(self, number: int, step: int, steps: int) -> None:
        count = self._request.count
        done = LOADED + (1 - LOADED) * (number + step / (steps + 1)) / count
        self._said = (done, _sentence(number + 1, count, step, steps))
        self._checkpoint()

    def _checkpoint(self) -> None:
        self._context.checkpoint(*self._said)


def _sentence(number: int, count: int, step: int, steps: int) -> Text:
    if count == 1:
        return text("Step {step} of {steps}", step=step, steps=steps)
    return text(
        "Picture {number} of {count}, step {step} of {steps}",
        number=number,
        count=count,
        step=step,
        steps=steps,
    )
