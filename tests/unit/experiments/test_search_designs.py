"""The designs of a search: read once, checked once, and the same as if they were loaded anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.overrides import with_overrides
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.points import Points
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.searching.designs import Searched, _levers, _listed
from paradiplomacy_results.identity import differing_keys
from tests.support.designs import HEAD
from tests.support.planted_search import LEVERS, SEARCH, written_search
from tests.support.scenario_files import write

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = '[factors.memory]\nkey = "gate.patience"\nlow = 12\nhigh = 40\n'
LEVERS_BESIDE = LEVERS.replace('"gate.patience" = 60', '"cities.*.dissemination" = 0.5')
ROWS = [
    {"memory": 12, "levers": "none"},
    {"memory": 20, "levers": "unit+people"},
    {"memory": 31, "levers": "forgetting"},
]
TERMS = """
[levers.limit.set]
"countries.indonesia.term_limit" = 1
[levers.served.set]
"cities.baubau.leader.terms_served" = 2
"""
"""Levers that make a world each by itself, where none is served before, and not together."""


@pytest.fixture
def searched(tmp_path: Path) -> Searched:
    """Return a design that is searched: a range, and four levers."""
    return Searched(written_search(tmp_path, MEMORY + LEVERS_BESIDE + SEARCH))


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by one with each check of levels or of a point."""
    found: list[int] = []
    check = Points.check

    def counted(self: Points, levels: Any) -> Any:
        found.append(len(levels))
        return check(self, levels)

    monkeypatch.setattr(Points, "check", counted)
    return found


def test_levels_are_checked_once_and_so_is_every_row(searched: Searched, checks: list[int]) -> None:
    searched.of(ROWS[:1])
    checks.clear()
    searched.of(ROWS[:2])
    assert checks == [2]
    searched.of([*ROWS, ROWS[0]])
    assert checks == [2, 2]
    searched.of(ROWS, **{"design.seed": 7, "search.evaluated": [3]})
    assert checks == [2, 2]
    searched.of(ROWS, **{"factors.memory.high": 50})
    assert len(checks) > 2 + len(ROWS)


def test_the_design_of_some_rows_is_what_is_loaded_anew(searched: Searched) -> None:
    searched.of(ROWS[:1])
    settings = {"design.seed": 7}
    quick = searched.of(ROWS, **settings)
    anew = load_design(
        searched.source,
        with_overrides((), _listed(searched.design, ROWS) | settings),
        levers=_levers(searched.design),
    )
    assert differing_keys(manifest_of(quick), manifest_of(anew)) == ()
    for number in range(len(ROWS)):
        assert quick.points.config(number) == anew.points.config(number)
        assert quick.points.levels(number) == ROWS[number]


def test_what_makes_no_world_together_is_told_as_a_sweep_tells_it(tmp_path: Path) -> None:
    write(tmp_path, 'extends = ["baubau-seoul"]\n[cities.baubau.leader]\nterms_served = 1\n')
    head = HEAD.replace("baubau-seoul", "mine.toml")
    head = head.replace("[settings]", 'combine = "each"\n[settings]')
    path = written_search(tmp_path, TERMS + SEARCH, head)
    searched = Searched(path)
    searched.of([{"levers": "limit"}])
    with pytest.raises(ConfigError) as told:
        searched.of([{"levers": "served"}, {"levers": "limit+served"}])
    with pytest.raises(ConfigError) as swept:
        load_design(path, {"design.combine": "all combinations"})
    assert "2 terms are more than the 1 that 'indonesia' allows" in str(told.value)
    assert told.value.faults == swept.value.faults


def test_a_file_that_is_edited_while_a_search_goes_on_changes_nothing(searched: Searched) -> None:
    before = manifest_of(searched.of(ROWS[:1]))
    assert not isinstance(searched.source, str)
    searched.source.write_text("[design]\n", encoding="utf-8")
    assert differing_keys(before, manifest_of(searched.of(ROWS[:1]))) == ()
    assert len(searched.of(ROWS).points) == len(ROWS)
