"""The scripts of the page reckon and write numbers as the package does."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from paradiplomacy_analysis.exploring import writing
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import number
from paradiplomacy_results.intervals import half_width, of_shares
from tests.support.browser import browser, needs_browser, one_browser

pytestmark = [pytest.mark.slow, needs_browser, pytest.mark.usefixtures("one_browser")]

__all__ = ["one_browser"]

SCRIPTS = Path(writing.__file__).parent / "script"

CLOSE = {"rel": 1e-9, "abs": 1e-12, "nan_ok": True}


def test_the_statistics_of_the_page_are_those_of_the_package() -> None:
    script = (SCRIPTS / "statistics.js").read_text("utf-8")
    degrees = [1, 2, 3.7, 9, 19, 57.3, 199, 4999]
    shares = [(0, 1), (0, 20), (1, 3), (7, 20), (20, 20), (999, 2000), (1, 5000)]
    rng = np.random.default_rng(3)
    samples = [rng.normal(size=n).tolist() for n in (1, 2, 3, 30)]
    samples += [[0.0, 1.0, 1.0], [1.0] * 5, [0.3] * 4, [0.1, 0.2, 0.9], [0.0] * 3]
    with browser() as context:
        page = context.new_page()
        told = page.evaluate(
            f"""([degrees, shares, samples]) => {{ {script}
              return [degrees.map(reach), shares.map(each => ofShares(...each)),
                samples.map(each => ofMeans(each, 0, 1)).map(each => [each.low, each.high]),
                samples.map(each => [.05, .25, .5, .95].map(q =>
                  quantile([...each].sort((a, b) => a - b), q)))]; }}""",
            [degrees, shares, samples],
        )
    assert told[0] == pytest.approx(half_width(1.0, degrees).tolist(), rel=1e-9)
    for found, each in zip(told[1], shares, strict=True):
        assert found == pytest.approx([float(bound) for bound in of_shares(*each)], rel=1e-9)
    for found, each in zip(told[2], samples, strict=True):
        expected = [float(one[0]) for one in intervals(np.array(each)[:, None], 0.0, 1.0)]
        assert [math.nan if one is None else one for one in found] == pytest.approx(
            expected, **CLOSE
        )
    for found, each in zip(told[3], samples, strict=True):
        assert found == pytest.approx(np.quantile(each, [0.05, 0.25, 0.5, 0.95]).tolist())


def test_numbers_are_written_as_python_writes_them() -> None:
    script = (SCRIPTS / "words.js").read_text("utf-8")
    rng = np.random.default_rng(4)
    values = [*(rng.normal(size=300) * 10 ** rng.uniform(-7, 6, 300)).tolist()]
    values += [0.0, 0.0625, 0.1875, 12.125, 12.375, 100.25, 100.75, 1000.5, 1001.5, 0.01, 1e-5]
    values += [0.001, 0.0099, 0.5, -0.0625, 9.9996, 99.996, 999.96, 2.5e-5, 1234567.0]
    with browser() as context:
        page = context.new_page()
        told = page.evaluate(f"(values) => {{ {script} return values.map(number); }}", values)
    assert told == [number(value) for value in values]
