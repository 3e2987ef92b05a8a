"""The summary of runs in a terminal: groups, ties, health, within a width and inert."""

from __future__ import annotations

import re
from typing import Any

import pytest

from paradiplomacy_cli.text.summary import report
from paradiplomacy_experiments.inspection.health import CHECKS, Finding
from paradiplomacy_experiments.inspection.summary import Estimate, Summary, in_groups


def test_what_belongs_together_stands_together() -> None:
    names = ["trust", "continuity", "mine", "trust_society", "cost", "cost_of_mine"]
    assert in_groups(names) == [
        ["trust", "trust_society"], ["continuity"], ["mine", "cost_of_mine"], ["cost"],
    ]  # fmt: skip


def check(name: str, value: float | None) -> Finding:
    (found,) = [each for each in CHECKS if each.name == name]
    return Finding(found, value)


def test_health_is_told_in_full_only_where_it_fails() -> None:
    summary = Summary("x", 1, 2, 12, 0, "compiled", {}, {})
    sound = [check("trust_inside", 0.9), check("mayors_change", 0.2)]
    assert report(summary, findings=sound).splitlines()[-1].startswith("health: all within range")
    ill = [*sound, check("norm_spreads", 1.0)]
    *_, header, row, rest = report(summary, findings=ill).splitlines()
    assert (header.split()[0], row.split()[0]) == ("health", "norm_spreads")
    assert rest.startswith("2 other checks within range; ")
    assert "explain health.norm_spreads" in rest


def summary(ties: int = 1, **changes: Any) -> Summary:
    estimate = Estimate(0.5, 0.4, 0.6, 10, "share of ties")
    indicators = {"trust": estimate, "odd": Estimate(None, None, None, 0, "1")}
    indicators["once"] = Estimate(12345.6, None, None, 1, "milestones")
    ids = [f"tie-{k}" for k in range(ties)]
    values: dict[str, Any] = {
        "scenario": "x",
        "seed": 1,
        "replicates": 10,
        "months": 12,
        "evaluated_from": 0,
        "engine": "mesa",
        "indicators": indicators,
        "partnerships": dict.fromkeys(ids, indicators),
        **changes,
    }
    return Summary(**values)


def test_what_is_undefined_is_said_to_be() -> None:
    text = report(summary(), width=80)
    assert re.search(r"odd +undefined +none +0  1", text)
    assert re.search(r"once +12,346 +none +1  milestones", text)
    told = "no value in some of 10 runs, means are of the others: odd in 10, once in 9"
    assert told in text


def test_what_is_the_same_in_all_runs_has_no_interval() -> None:
    same = {"trust": Estimate(0.5, 0.5, 0.5, 10, "1")}
    assert re.search(r"trust +0.500 +same in all runs +10", report(summary(indicators=same), 80))


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_the_report_fits_its_width(width: int) -> None:
    lines = report(summary(ties=5), width=width).splitlines()[1:]
    assert width < 60 or max(len(line) for line in lines) <= width
    assert any("0.500" in line for line in lines)


def test_many_partnerships_are_told_in_short() -> None:
    text = report(summary(ties=1000), width=80)
    assert "and 988 more" in text
    assert len(text.splitlines()) < 60


def test_hostile_names_are_inert_in_the_report() -> None:
    names = {"[/foo]\x1b[31m\u202e": summary().indicators, "서울": summary().indicators}
    text = report(summary(partnerships=names, scenario="\x1b]0;x\x07"), width=80)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "[/foo]" in text
    assert "서울" in text
