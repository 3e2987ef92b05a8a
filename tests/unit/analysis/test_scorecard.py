"""The scorecard: each part judged, each pattern as good as its worst part, nothing hidden."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis.figures.scorecard import LOOKS, ablation, over_draws, scorecard
from paradiplomacy_analysis.patterns.estimates import Estimate, exact
from paradiplomacy_analysis.patterns.scorecard import deciding, documents, shares, verdicts
from tests.support.cards import BAD, GOOD, WIDE, card, rows, three

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def test_a_pattern_has_the_worst_verdict_of_the_parts_that_count() -> None:
    table = card(rows("F16", "default", GOOD), rows("F10", "default", BAD, BAD))
    assert verdicts(table)["default"].to_dict() == {"F10": "fail", "F16": "pass"}
    # Of two parts the second fails; of F14 the second part is only shown.
    shown = card(rows("F14", "default", exact(4.0), exact(0.1)))
    assert verdicts(shown).loc["F14", "default"] == "pass"


def test_the_part_that_decides_is_the_first_of_the_worst() -> None:
    table = card(rows("F10", "default", Estimate(0.5, 0.4, 0.6), Estimate(0.2, 0.1, 0.25)))
    assert deciding(table)["part"] == 2
    table = card(rows("F10", "default", BAD, Estimate(0.4, 0.3, 0.5)))
    assert deciding(table)["part"] == 1


def test_documents_have_the_promised_fields_and_are_json() -> None:
    table = card(
        rows("F15", "default", Estimate(math.inf, 3.0, math.inf), GOOD),
        rows("F16", "default", Estimate(math.nan, math.nan, math.nan)),
    )
    found = json.loads(json.dumps(documents(table), allow_nan=False))
    promised = {
        "id", "kind", "verdict", "statistic", "effect", "ci_low", "ci_high", "threshold", "parts",
    }  # fmt: skip
    assert [set(one) for one in found] == [promised, promised]
    assert found[0]["parts"][0]["effect"] is None
    assert found[1]["verdict"] == "inconclusive"
    assert found[0]["kind"] == "fitted"


def test_a_predicted_part_says_so() -> None:
    table = card(rows("F17", "default", exact(0.01), exact(0.01)))
    assert list(table["kind"]) == ["fitted", "predicted"]


def test_other_variants_are_told_beside_the_default() -> None:
    table = card(rows("F16", "default", GOOD), rows("F16", "gate = neutral", BAD))
    assert documents(table)[0]["under"] == {"default": "pass", "gate = neutral": "fail"}


def test_shares_count_draws_whose_estimates_meet_all_thresholds() -> None:
    table = card(
        rows("F16", "default", BAD),
        *(rows("F16", f"draw {k}", WIDE if k < 3 else BAD) for k in range(4)),
    )
    found = shares(table).to_dict("records")
    assert [(one["id"], one["draws"], one["share"]) for one in found] == [("F16", 4, 0.75)]
    assert 0.0 < found[0]["share_low"] < 0.75 < found[0]["share_high"] < 1.0


def _marks(figure: Figure) -> list[str]:
    lines = figure.axes[0].lines
    return [str(line.get_marker()) for line in lines if line.get_marker() not in ("None", None)]


@pytest.mark.parametrize("size", ["slide", "column"])
def test_figures_show_every_verdict_by_its_own_mark(size: str) -> None:
    table = three()
    expected = [LOOKS[verdict][1] for verdict in ("fail", "pass", "inconclusive")]
    assert _marks(scorecard(table, size=size)) == expected
    matrix = ablation(table, size=size)
    assert len(_marks(matrix)) == 6
    # The one cell that is unlike the default is framed.
    assert len(matrix.axes[0].patches) == 1


def test_shares_of_two_sets_stand_side_by_side() -> None:
    table = card(rows("F16", "default", BAD), rows("F16", "draw 1", WIDE))
    held = shares(table)
    figure = over_draws({"prior": held, "calibrated": held})
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["prior (1 draw)", "calibrated (1 draw)"]
