"""Pages to explore results with: results to make them of, once, and their data read back."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy_analysis import Results, load
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution import runner
from tests.support.designs import HEAD
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import DESIGNS, LEVELS, planted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

YEARS = 3

HEAD_OF_YEARS = HEAD.replace('"scenario.months" = 12', f'"scenario.months" = {12 * YEARS}').replace(
    "replicates = 4", "replicates = 5"
)

KEPT = '\n[keep]\ntables = ["runs", "series"]\n'

CARRIED = ("g2g_share", "hybrid_share", "ngo_led_share")

OUTCOMES = ("trust", "cost", "approval_months", "realised_ratio", "continuity")
"""A planted effect, a constant, what is undefined in every odd replicate, and everywhere."""


class Carries(FakeEngine):
    """Make up who carried each tie in each year, one of three or nobody; the last begins late."""

    def run_batch(self, *arguments: Any, **settings: Any) -> Any:
        batch = super().run_batch(*arguments, **settings)
        shape = batch.histories["trust"].shape
        who = np.stack([np.random.default_rng(each).integers(0, 4, shape[1:])
                        for each in batch.replicates])  # fmt: skip
        for code, name in enumerate(CARRIED):
            batch.histories[name][:] = np.where(who == 3, np.nan, who == code)
        for values in batch.histories.values():
            values[:, 0, -1] = np.nan  # the last tie is founded in the second year
        return batch


def of_a_design(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Return results of six points with years, whose trust depends on both factors."""
    return planted(folder, monkeypatch, LEVELS + KEPT, HEAD_OF_YEARS)


def of_a_sample(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Return results of 120 points of a Latin hypercube, with a criterion of success."""
    points = DESIGNS["lhs"].replace("points = 240", "points = 120")
    return planted(folder, monkeypatch, points, HEAD.replace("= 4", "= 1"))


def of_ties(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, replicates: int = 7, years: int = YEARS
) -> Results:
    """Return runs of six ties, one of which begins on the way."""
    use(Carries(), monkeypatch)
    scenario = load_scenario("indonesia-korea", [f"scenario.months={12 * years}"])
    runner.run_scenario(scenario, out=folder / "out", replicates=replicates)
    return load(folder / "out")


_MADE: dict[Any, Results] = {}
"""Results by what makes them: fixtures that several files import are made in each of them."""


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Results]:
    """Return what gives results of a kind, made once in a session: they are read only."""

    def make(of: Any) -> Results:
        if of not in _MADE:
            with pytest.MonkeyPatch.context() as monkeypatch:
                _MADE[of] = of(tmp_path_factory.mktemp("results"), monkeypatch)
        return _MADE[of]

    return make


@pytest.fixture(scope="session")
def design(made_once: Callable[[Any], Results]) -> Results:
    """Return results of a design."""
    return made_once(of_a_design)


@pytest.fixture(scope="session")
def ties(made_once: Callable[[Any], Results]) -> Results:
    """Return runs of several ties."""
    return made_once(of_ties)


def data_of(text: str) -> dict[str, Any]:
    """Return the data of a page."""
    found = re.search('<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def numbers_of(column: dict[str, Any]) -> NDArray[np.float64]:
    """Return the numbers of a column."""
    numbers = np.frombuffer(base64.b64decode(column["numbers"]), "<f8")
    if "places" not in column:
        return numbers
    return numbers[np.frombuffer(base64.b64decode(column["places"]), f"<u{column['bytes']}")]


def whole_of(letters: str) -> NDArray[np.int32]:
    """Return whole numbers."""
    return np.frombuffer(base64.b64decode(letters), "<i4")


def same_bits(one: Any, other: Any) -> bool:
    """Tell whether numbers are the same, bit by bit."""
    return np.asarray(one, "<f8").tobytes() == np.asarray(other, "<f8").tobytes()
