"""Manipulation checks: a lever that hardly moves what it is named for is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paradiplomacy_analysis.sample import Factor
from paradiplomacy_analysis.statistics.contrasts import contrasts
from paradiplomacy_analysis.statistics.manipulation import hardly_moved, manipulation
from tests.support.samples import sample

LEVELS = ("strong off", "strong", "weak off", "weak", "idle off", "idle")
MOVES = {"strong": 2.0, "weak": 0.3, "idle": 0.0}
REPLICATES = 200


def planted() -> Any:
    """Return runs in which levers move a state by some of its spread, which is 1."""
    luck = np.random.default_rng(5).normal(0.0, 1.0, REPLICATES)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    state = [MOVES.get(level, 0.0) + luck for level in LEVELS]
    factors = (Factor("levers", LEVELS),)
    found = sample(factors, {"levers": list(LEVELS)}, {"trust": state, "budget": state})
    found.results.manifest.design["levers"] = {name: {"state": "budget"} for name in MOVES}
    return found


def test_moves_are_told_raw_and_over_the_spread_of_runs_each_against_its_own_off() -> None:
    table = manipulation(planted()).set_index("lever")
    assert table["difference"].to_dict() == pytest.approx(MOVES)
    assert table["standardised"].to_dict() == pytest.approx(MOVES)
    assert table["moved"].to_dict() == {"strong": True, "weak": False, "idle": False}
    # Luck is shared, so that the intervals have no width.
    for bound in ("low", "high", "standardised_low", "standardised_high"):
        assert table[bound].to_dict() == pytest.approx(MOVES)


def test_a_lever_that_moves_its_state_by_less_than_half_a_spread_is_warned_of() -> None:
    told = list(hardly_moved(manipulation(planted())))
    assert [text.split(" hardly moves")[0] for text in told] == ["the lever weak", "the lever idle"]
    assert "0.300 sd" in told[0]


def test_analyse_doubts_what_weak_levers_show_before_all_else() -> None:
    finding = contrasts(planted())
    assert finding.doubts[0].startswith("the lever weak hardly moves what it is named for")
    levels = finding.tables["contrasts"][["level", "against"]].drop_duplicates()
    assert levels.to_numpy().tolist() == [[name, f"{name} off"] for name in MOVES]


def test_a_lever_without_a_state_is_not_checked() -> None:
    found = planted()
    found.results.manifest.design["levers"]["strong"] = {}
    assert "strong" not in set(manipulation(found)["lever"])
