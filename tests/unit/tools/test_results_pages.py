"""Pages made from results: every section is known, filled, and used; what they show exists."""

from __future__ import annotations

import re
import tomllib

import pytest

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_cli.main import COMMANDS
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.design.loading import load_design
from tools.pages import PAGES, SECTIONS
from tools.pages.patterns import GUESSES
from tools.pages.runs import SWEEPS, commands
from tools.writing import RESULTS, sections_of

PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
SCORED = re.compile(r"^\| (?P<id>[FN]\d+) \| .*? \| \*\*(?P<verdict>\w+)\*\* \|", re.MULTILINE)


@PAGE
def test_every_section_of_a_page_is_known_and_filled(page) -> None:
    text = page.read_text("utf-8")
    found = dict(sections_of(text, RESULTS))
    assert found
    assert set(found) <= set(SECTIONS)
    assert [name for name, body in found.items() if len(body) <= 20] == []


def test_every_section_is_on_a_page() -> None:
    used = {name for page in PAGES for name, _ in sections_of(page.read_text("utf-8"), RESULTS)}
    assert used == set(SECTIONS)


@PAGE
def test_pictures_of_a_page_exist(page) -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8")):
        assert (page.parent / path).is_file(), path


def test_commands_are_those_of_this_package() -> None:
    for name, first, *_ in commands():
        assert name in COMMANDS
        assert name != "run" or first in shipped_names()
    for design, *_ in SWEEPS.values():
        assert load_design(design).points


def test_every_pattern_that_does_not_pass_has_a_guess() -> None:
    text = next(page for page in PAGES if page.name == "VALIDITY.md").read_text("utf-8")
    verdicts = dict(SCORED.findall(text))
    assert list(verdicts) == list(PATTERNS)
    bad = {name for name, verdict in verdicts.items() if verdict != "pass"}
    assert set(tomllib.loads(GUESSES.read_text("utf-8"))) == bad
