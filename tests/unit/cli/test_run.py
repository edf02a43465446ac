"""What a run leaves behind while it goes on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.pictures import picture
from vlm_studio.cli import plan
from vlm_studio.cli.parser import build
from vlm_studio.cli.run_verb import Run, Target
from vlm_studio.cli.states import Model
from vlm_studio.cli.tools import workbench


@pytest.mark.usefixtures("starter_home")
@pytest.mark.parametrize("labels", ["cat", "unicorn"])
def test_pixels_go_with_their_picture_whether_it_worked_or_not(labels, capfd):
    path = picture("chelsea.png")
    options = build().parse_args(["run", "detect", str(path)])
    with workbench() as bench:
        chosen, card = plan.make(options, bench.store)
        # A class that only the engine refuses stands for whatever goes wrong with a picture.
        chosen = msgspec.structs.replace(chosen, labels=(labels,))
        run = Run(bench, chosen, Model(card), Target())
        run.all([(path, Path("chelsea"))])
        assert run.failed == (labels == "unicorn")
        assert not list(bench.blocks.path.glob("*.px"))
    assert ("unicorn" in capfd.readouterr().err) == (labels == "unicorn")
