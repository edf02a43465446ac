"""What the README tells a newcomer to type is what the repository has."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from vlm_studio.cli.parser import build

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_packages_to_install_are_those_that_ci_installs():
    [line] = re.findall(r"^sudo apt-get install (.*)$", README, re.M)
    assert line.split() == (ROOT / "packaging" / "debian-packages.txt").read_text().split()


def test_every_picture_and_page_it_names_is_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_every_command_it_shows_is_understood():
    parser = build()
    block = README.split("## In a terminal")[1].split("```")[1]
    commands = [re.split(r"\s{2,}", line)[0] for line in block.strip().splitlines()]
    assert len(commands) >= 8
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "vlm-studio"
        assert parser.parse_args(words).verb
