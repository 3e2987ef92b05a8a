"""Measures of gates find what was planted: response, consistency, stages, initiative, identity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.patterns.measures import autonomy, gates
from tests.support.cells import FakeCells, noise, values

REPLICATES = 40
REGIMES = ["one-gate", "mixed", "progressive"]


def waits(files: dict[tuple[str, str, int], int], **factors: Any) -> pd.DataFrame:
    """Return files of whole chains by (ending, instrument, months), the same in all replicates."""
    rows = [
        {
            "replicate": replicate, "country": "west", "stage": None, "instrument": instrument,
            "ending": ending, "months": months, "files": count, **factors,
        }
        for replicate in range(REPLICATES)
        for (ending, instrument, months), count in files.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_response_is_the_ratio_of_medians_of_memoranda() -> None:
    slow = waits({("cleared", "mou", 12): 4, ("cleared", "programme", 90): 50}, regimes="one-gate")
    fast = waits({("cleared", "mou", 3): 4}, regimes="progressive")
    cells = FakeCells(tables={"waits": pd.concat([slow, fast])}, replicates=REPLICATES)
    ratio, later, first, p = values(gates.response(cells()))
    assert ratio == first == 4.0
    assert later == pytest.approx(9.0)
    assert p < 1e-6


def test_a_refusal_is_an_answer_and_does_not_wait_on() -> None:
    slow = waits({("cleared", "mou", 12): 4, ("refused", "mou", 2): 6}, regimes="one-gate")
    fast = waits({("cleared", "mou", 2): 4}, regimes="progressive")
    cells = FakeCells(tables={"waits": pd.concat([slow, fast])}, replicates=REPLICATES)
    ratio, later, first, _ = values(gates.response(cells()))
    assert (ratio, later) == (1.0, pytest.approx(4.0))
    # As first declared, six files that had their answer in two months waited on.
    assert first == 6.0


def test_files_that_lapse_are_censored_and_do_not_look_fast() -> None:
    slow = waits({("cleared", "mou", 12): 4, ("lapsed", "mou", 1): 40}, regimes="one-gate")
    fast = waits({("cleared", "mou", 3): 4}, regimes="progressive")
    cells = FakeCells(tables={"waits": pd.concat([slow, fast])}, replicates=REPLICATES)
    assert values(gates.response(cells()))[0] == 4.0


def test_stages_are_counted_by_memorandum() -> None:
    whole = waits({("cleared", "mou", 3): 2, ("cleared", "loi", 1): 9}, regimes="one-gate")
    passed = waits({("cleared", "mou", 1): 6}, regimes="one-gate").assign(stage="council")
    cells = FakeCells(tables={"waits": pd.concat([whole, passed])}, replicates=REPLICATES)
    stages, files = gates.stages_and_files(cells(), "one-gate")
    assert (stages / files == 3.0).all()


def test_consistency_compares_one_gate_with_progressive_autonomy() -> None:
    level = {"one-gate": 0.2, "mixed": 9.0, "progressive": 0.6}

    def world(_: str, regimes: str) -> Any:
        return level[regimes] + 0.01 * noise(REGIMES.index(regimes))

    assert values(gates.consistency(FakeCells(world=world)())) == [-1.0] * 3


@pytest.mark.parametrize(("best", "inside"), [(4, True), (0, False), (8, False)])
def test_welfare_is_best_inside_only_where_it_is(best: int, inside: bool) -> None:
    def world(what: str, stages: str) -> Any:
        number = int(stages)
        shape = {"effectiveness": 1.0 - 0.1 * number, "misalignment": 0.0}
        bend = 0.05 * (number - best) ** 2
        shape["misalignment"] = shape["effectiveness"] + bend
        return shape[what] + 0.001 * noise(number)

    cells = FakeCells(factors={"stages": [str(n) for n in range(9)]}, world=world)
    (slope,), surpluses, (first,) = gates.stages(cells())
    assert slope.value == pytest.approx(-0.1, abs=0.01)
    assert all(each.value > 0.0 for each in surpluses) == inside
    assert [each.of for each in surpluses] == ["no_stage", "all_stages"]
    assert (first.value > 0.0) == inside


@pytest.mark.parametrize(("share", "trust"), [(1.0, 0.6), (0.0, 0.2)])
def test_hybrid_is_beaten_only_by_what_is_better_in_both(share: float, trust: float) -> None:
    level = {"top-down": (0.3, 0.2), "hybrid": (trust, 0.3), "bottom-up": (0.5, 0.6)}

    def world(what: str, initiative: str) -> Any:
        return np.full(REPLICATES, level[initiative][what == "misalignment"])

    level["top-down"] = (0.3, 0.2)
    tables = {
        "waits": pd.concat(
            waits({("cleared", "programme", 1): 5}, initiative=name) for name in level
        )
    }
    cells = FakeCells(world=world, tables=tables, replicates=REPLICATES)
    kept, (first,) = gates.initiative(cells())
    # Top-down is better aligned (0.8 against 0.7), and better in trust only against 0.2.
    assert first.value == share
    assert [each.of for each in kept] == ["against top-down", "against bottom-up"]
    assert (min(each.value for each in kept) > 0.0) == (share == 1.0)


def test_worlds_are_compared_at_equal_numbers_of_files() -> None:
    files = np.array([[10.0, 20.0], [20.0, 30.0], [30.0, 40.0]])
    moved = gates._at_equal(0.5 * files, files)
    assert moved == pytest.approx(np.full((3, 2), 12.5))


def test_refusals_are_followed_over_foreignness_by_recognition() -> None:
    foreign = [0.0, 0.5, 1.0]
    rows = []
    for level in foreign:
        for recognised, rate in (("hardly", level), ("fully", 0.0)):
            refused = round(10 * rate)
            for stage, ending, files in (
                ("home", "refused", refused),
                ("home", "cleared", 10 - refused),
                ("council", "refused", 99),
            ):
                rows += [
                    {
                        "replicate": replicate, "stage": stage, "ending": ending, "files": files,
                        "foreignness": level, "recognised": recognised,
                    }
                    for replicate in range(REPLICATES)
                ]  # fmt: skip
    stages = {"home": {"local": False}, "council": {"local": True}}
    cells = FakeCells(
        factors={"foreignness": foreign},
        tables={"waits": pd.DataFrame(rows)},
        replicates=REPLICATES,
        config={"regimes": {"conservative_one_gate": {"stages": stages}}},
    )
    assert values(gates.identity(cells())) == [pytest.approx(1.0), 0.0, 0.0]


def test_autonomy_is_told_apart_by_capacity() -> None:
    def world(what: str, autonomy: float, city_capacity: float) -> Any:
        gain = 2.0 * (city_capacity - 0.4)
        return gain * autonomy + 0.01 * noise(int(10 * autonomy), int(100 * city_capacity))

    cells = FakeCells(
        factors={"autonomy": [0.0, 0.5, 1.0], "city_capacity": [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]},
        world=world,
    )
    found = autonomy.by_capacity(cells())
    assert [len(part) for part in found] == [3] * 6
    assert [each.of for each in found[0]] == ["delivered_g2g", "trust", "continuity"]
    # In standard deviations between runs, which are 0.01.
    assert [each / 100.0 for each in values(found)] == [
        pytest.approx(2.0, rel=0.1), pytest.approx(-0.3, rel=0.1), pytest.approx(0.5, rel=0.1),
    ] * 2  # fmt: skip


@pytest.mark.parametrize("lost", [0.4, 0.0])
def test_unlike_regimes_are_compared_by_the_faster_sides_trust_and_by_the_gap(lost: float) -> None:
    def world(what: str, regimes: str) -> Any:
        mixed = regimes == "mixed"
        if what == "delay_gap":
            return 2.0 + mixed + 0.01 * noise(REGIMES.index(regimes))
        return 0.6 - lost * mixed + 0.01 * noise(7)

    trust, gap, _ = values(gates.mismatch(FakeCells(world=world)()))
    assert trust == pytest.approx(-1.0 if lost else 0.0)
    assert gap == 1.0
