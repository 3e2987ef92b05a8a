"""The scorecard: each part judged, each pattern as good as its worst part, nothing hidden."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis.figures.scorecard import LOOKS, ablation, over_draws, scorecard
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.estimates import Estimate, exact
from paradiplomacy_analysis.patterns.scorecard import (
    by_first_measures,
    chances,
    deciding,
    documents,
    judged,
    shares,
    told_of_chance,
    verdicts,
)
from tests.support.cards import BAD, GOOD, WIDE, card, four, rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def test_a_pattern_has_the_worst_verdict_of_the_parts_that_count() -> None:
    table = card(rows("F16", "default", GOOD, BAD), rows("F10", "default", *[BAD] * 8))
    assert verdicts(table)["default"].to_dict() == {"F10": "fail", "F16": "pass"}


def test_the_part_that_decides_is_the_first_of_the_worst() -> None:
    table = card(rows("F04", "default", exact(-0.5), BAD, GOOD))
    assert deciding(table)["part"] == 2
    table = card(rows("F04", "default", exact(0.5), BAD, GOOD))
    assert deciding(table)["part"] == 1


def test_what_was_not_moved_is_not_tested() -> None:
    table = card(rows("F16", "default", GOOD, GOOD, moved=False))
    assert verdicts(table).loc["F16", "default"] == "not tested"
    check, mended, first = table.to_dict("records")
    assert (check["part"], check["standing"], check["verdict"]) == (0, "moved", "fail")
    assert mended["reading"].startswith("not moved: programmes out of line")
    # The measure as first declared had no check.
    assert first["verdict"] == "pass"
    assert by_first_measures(table) == "pass"


def test_a_control_that_is_not_exact_fails_whatever_moved() -> None:
    table = card(rows("N1", "default", exact(1e-9), GOOD, moved=False))
    assert list(table["verdict"]) == ["fail", "fail", "not tested"]


@pytest.mark.parametrize(("unmoved", "left"), [("declared", "harder"), ("harder", "declared")])
def test_a_check_of_one_world_holds_for_that_world_alone(unmoved: str, left: str) -> None:
    worlds = ("declared", "harder")
    good, moved = (
        (exact(-1.0, of) for of in worlds),
        [
            [exact(1.0, of) for of in worlds],
            [exact(0.0 if of == unmoved else 1.0, of) for of in worlds],
        ],
    )
    measured = [[each] for each in (*good, exact(0.5))]
    found = {
        row["of"]: row["verdict"]
        for row in judged(PATTERNS["F08"], measured, moved)
        if row["part"] in (1, 2)
    }
    assert found == {unmoved: "not tested", left: "pass"}


def test_both_measures_are_scored_and_told() -> None:
    table = card(rows("F02", "default", exact(-1.0), exact(0.0), exact(1.0)))
    assert documents(table)[0]["verdict"] == "pass"
    assert documents(table)[0]["first"] == "fail"
    assert [part["verdict"] for part in documents(table)[0]["parts"]] == ["pass", "fail", "fail"]
    plain = card(rows("F18", "default", exact(1.0), exact(1.0)))
    assert documents(plain)[0]["first"] is None


def test_how_many_may_turn_by_chance_is_counted_where_an_interval_judges() -> None:
    table = card(
        rows("F04", "default", *[GOOD] * 3),
        rows("N1", "default", exact(0.0), GOOD),
        rows("F02", "default", GOOD, GOOD, GOOD),
    )
    assert chances(table) == (4, pytest.approx(0.1))
    assert told_of_chance(table).startswith("4 estimates are judged by 95 % intervals")
    assert [one["judged"] for one in documents(table)] == [2, 1, 1]


def test_documents_have_the_promised_fields_and_are_json() -> None:
    table = card(
        rows("F15", "default", Estimate(math.inf, 3.0, math.inf), *[GOOD] * 3),
        rows("F16", "default", *[Estimate(math.nan, math.nan, math.nan)] * 2),
    )
    found = json.loads(json.dumps(documents(table), allow_nan=False))
    promised = {
        "id", "kind", "verdict", "first", "statistic", "effect", "ci_low", "ci_high", "threshold",
        "claimed", "reading", "judged", "by_chance", "moved", "parts",
    }  # fmt: skip
    assert [set(one) for one in found] == [promised, promised]
    assert found[0]["parts"][0]["effect"] is None
    assert found[1]["verdict"] == "inconclusive"
    assert found[0]["kind"] == "fitted"


def test_a_predicted_part_says_so() -> None:
    table = card(rows("F17", "default", *[exact(0.01)] * 4))
    assert list(table["kind"][1:]) == ["fitted", "predicted"] * 2


def test_other_variants_are_told_beside_the_default() -> None:
    table = card(rows("F16", "default", GOOD, GOOD), rows("F16", "gate = neutral", BAD, GOOD))
    assert documents(table)[0]["under"] == {"default": "pass", "gate = neutral": "fail"}


def test_each_draw_is_judged_as_the_default_is() -> None:
    draws = [GOOD, GOOD, WIDE, BAD]
    table = card(
        rows("F16", "default", BAD, BAD),
        *(rows("F16", f"draw {k}", each, each) for k, each in enumerate(draws)),
        rows("F16", "draw 4", GOOD, GOOD, moved=False),
    )
    (found,) = shares(table).to_dict("records")
    assert (found["id"], found["draws"], found["share"]) == ("F16", 5, 0.4)
    assert (found["inconclusive"], found["not_tested"], found["fail"]) == (0.2, 0.2, 0.2)
    assert 0.0 < found["share_low"] < 0.4 < found["share_high"] < 1.0


def _marks(figure: Figure) -> list[str]:
    lines = figure.axes[0].lines
    return [str(line.get_marker()) for line in lines if line.get_marker() not in ("None", None)]


@pytest.mark.parametrize("size", ["slide", "column"])
def test_figures_show_every_verdict_by_its_own_mark(size: str) -> None:
    table = four()
    expected = [LOOKS[verdict][1] for verdict in ("fail", "pass", "not tested", "inconclusive")]
    assert _marks(scorecard(table, size=size)) == expected
    matrix = ablation(table, size=size)
    assert len(_marks(matrix)) == 8
    # The one cell that is unlike the default is framed.
    assert len(matrix.axes[0].patches) == 1


def test_shares_of_two_sets_stand_side_by_side() -> None:
    table = card(rows("F16", "default", BAD, BAD), rows("F16", "draw 1", WIDE, WIDE))
    held = shares(table)
    figure = over_draws({"prior": held, "calibrated": held})
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["prior (1 draw)", "calibrated (1 draw)"]
