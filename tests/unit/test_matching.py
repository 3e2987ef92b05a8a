"""History matching: what is kept out stays out, and the record rules out what it should."""

from __future__ import annotations

from paradiplomacy_analysis.matching.prediction import QUANTITIES, committed


def test_the_prediction_is_whole() -> None:
    found = committed()
    assert {name: one.what for name, one in found.items()} == QUANTITIES
    for one in found.values():
        for told in (one.default, one.prior):
            assert told.low <= told.mean <= told.high
