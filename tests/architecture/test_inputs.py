"""Inputs rest on rows that give a number, of no later time, and on none they are held against.

What is exempt stands in ``model/exceptions.toml``, with a reason.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.evidence import SUPPORT, cited, evidence
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import DESIGNS
from tools import inputs
from tools.inputs import Reliance, cases, exceptions, held_against, of_targets, reliances

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def found() -> set[Reliance]:
    """Return what the inputs of all cases should not rest on, exempt or not."""
    return {each for name in cases() for each in reliances(load_scenario(name))}


def not_exempt(found: set[Reliance], because: str) -> list[Reliance]:
    return sorted(
        each
        for each in found
        if each.because == because and not any(one.covers(each) for one in exceptions())
    )


def test_no_input_of_a_case_rests_on_a_row_that_speaks_of_a_later_time(
    found: set[Reliance],
) -> None:
    assert not_exempt(found, "later") == []


def test_no_input_of_a_case_rests_on_a_row_that_the_case_is_held_against(
    found: set[Reliance],
) -> None:
    assert not_exempt(found, "held against") == []


def test_no_target_rests_on_a_row_that_an_input_of_a_case_rests_on(found: set[Reliance]) -> None:
    """Other rows that a case is held against may be exempt; those of targets are not."""
    assert sorted(each for each in found if each.row in of_targets()) == []


def test_no_default_takes_its_number_from_a_row_of_a_target() -> None:
    """Such a row may have given the idea of a parameter, whose number is then an assumption."""
    for declaration in declarations().values():
        source = declaration.source or ""
        if not isinstance(declaration.default, bool | int | float):
            continue
        rows = of_targets().intersection(cited(source))
        assert all(evidence()[name].gives != "value" for name in rows), declaration.key
        assert not rows or "assumption" in source, declaration.key


def test_every_exception_is_needed_and_has_a_reason(found: set[Reliance]) -> None:
    for each in exceptions():
        assert each.reason.strip()
        for one in each.single():
            assert any(one.covers(reliance) for reliance in found), (one.keys, one.rows)


def test_the_six_ties_alone_and_together_are_cases_and_stylised_worlds_are_not() -> None:
    ties = load_scenario("indonesia-korea").config.partnerships
    assert {"indonesia-korea", *ties} <= set(cases())
    assert not {"mixed", "ngo-led", "world", "base-seoul"} & set(cases())


def test_later_rows_and_rows_of_targets_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "early.toml"
    path.write_text(
        'extends = ["jakarta-seoul"]\n[scenario]\nstart = "1990-01"\n'
        '[cities.jakarta]\nparticipation = { value = 0.5, evidence = ["P18c"] }\n',
        encoding="utf-8",
    )
    seen = set(reliances(load_scenario(path)))
    assert Reliance("cities.jakarta.participation", "P18c", "later") in seen
    assert Reliance("cities.jakarta.participation", "P18c", "held against") in seen
    assert Reliance("cities.seoul.next_election", "D01d", "later") in seen
    assert not any(each.key == "partnerships.jakarta-seoul.founded" for each in seen)


def test_what_is_younger_than_the_start_is_held_to_the_month_in_which_it_enters() -> None:
    world = load_scenario("indonesia-korea")
    months = {
        ("cities", "baubau", "capacity"): "2009-01",
        ("cities", "seoul", "capacity"): "2007-01",
        ("ngos", "hunminjeongeum_society", "budget"): "2009-01",
        ("partnerships", "bandung-seoul", "contact"): "2015-01",
        ("events", "rule_book", "change"): "2020-05",
        ("countries", "korea", "recognition"): "2007-01",
    }
    assert {path: inputs.entry(world, path) for path in months} == months


def test_what_the_case_of_semarang_is_held_against_is_held_against() -> None:
    assert {f"E{number}" for number in range(133, 141)} <= held_against()
    assert {"P18c", "P17b", "P08", "P13"} <= held_against()
    assert not {"P11", "P14", "P18", "D01b"} & held_against()


def giving_nothing(names: Any) -> list[str]:
    """Return those of the rows that give neither a value nor a code nor an event."""
    return [name for name in names if evidence()[name].gives not in SUPPORT]


def annotated(table: Any) -> Iterator[dict[str, Any]]:
    """Yield each table of a file that gives a number, or a table of them, and its evidence."""
    if isinstance(table, dict):
        if "evidence" in table and isinstance(table.get("value"), bool | int | float | dict):
            yield table
        for below in table.values():
            yield from annotated(below)


@pytest.mark.parametrize(
    "path",
    sorted(path for folder in (SHIPPED, DESIGNS) for path in folder.glob("*.toml")),
    ids=lambda path: path.stem,
)
def test_numbers_rest_on_rows_that_give_one(path: Path) -> None:
    for table in annotated(tomllib.loads(path.read_text("utf-8"))):
        assert giving_nothing(table["evidence"]) == [], table


def test_a_default_that_no_row_gives_is_called_an_assumption() -> None:
    """A code or an event of some place is no default for all places."""
    for declaration in declarations().values():
        source = declaration.source or ""
        rows = cited(source)
        if rows and isinstance(declaration.default, bool | int | float):
            given = any(evidence()[name].gives == "value" for name in rows)
            assert given or "assumption" in source, declaration.key
