"""Where cities stand: two countries face each other, more stand in a circle."""

from __future__ import annotations

import numpy as np

from paradiplomacy_analysis.figures.layout import laid_out


def test_two_countries_face_each_other_and_more_stand_in_a_circle() -> None:
    country_of = {"a": "x", "b": "x", "c": "y", "d": "y"}
    facing = laid_out(country_of, [("a", "d"), ("b", "c")])
    assert facing.points["a"][1] == facing.points["d"][1] != facing.points["b"][1]
    around = laid_out({**country_of, "e": "z"}, [("a", "d")])
    assert not around.columns
    assert len({(round(x, 6), round(y, 6)) for x, y in around.points.values()}) == 5
    np.testing.assert_allclose([np.hypot(*point) for point in around.points.values()], 1.0)
