"""Files of figures: the same every time, inert, and made without touching what is global."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from PIL import Image

from paradiplomacy_analysis import Results, figures
from paradiplomacy_analysis.figures import (
    FIGURES,
    save,
    tie_history,
    trajectories,
    write_figures,
)
from paradiplomacy_results.record import Case, Fact, Record
from tests.support.command_line import ROOTS
from tests.support.drawn import COARSE, HOSTILE, OF_A_RUN, made_up, rendered, texts
from tests.support.fake_engine import scenario


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return made_up(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return results of a world whose names were chosen to break things."""
    named = scenario(
        f'scenario.title="{HOSTILE}"',
        f'partnerships.baubau-seoul.name="{HOSTILE}"',
        f'cities.seoul.name="{HOSTILE}"',
        f'countries.korea.name="{HOSTILE}"',
    )
    told: dict[str, Any] = {"begins": "2009-02", "ends": "2009-05", "role": "context"}
    fact = Fact(case="baubau-seoul", what=HOSTILE, sources=(HOSTILE,), **told)
    case = Case(cities=("Baubau", HOSTILE), countries=("Indonesia", HOSTILE))
    record = Record(cases={"baubau-seoul": case}, facts={HOSTILE: fact})
    return made_up(tmp_path_factory.mktemp("hostile"), scenario=replace(named, record=record))


KINDS = [*product(OF_A_RUN, ["svg"]), ("ties", "png"), *product(["ties", "history"], ["pdf"])]
"""Every figure in letters, one with pixels, and those with pixels and hatches in letters too."""


class Written(dict[str, Path]):
    """The file of each figure of some results, drawn when it is asked for.

    ``touched`` is what of the state of matplotlib was another after drawing.
    """

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results
        self.touched: set[str] = set()

    def __missing__(self, name: str) -> Path:
        state = {each: mpl.rcParams[each] for each in mpl.rcParams if each != "backend"}
        folder = self.results.directory / "figures"
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.delitem(sys.modules, PYPLOT, raising=False)
            (self[name],) = write_figures(
                self.results, folder, names=[name], kind="svg", dpi=COARSE
            )
            self.touched |= {PYPLOT} & set(sys.modules)
        self.touched |= {each for each in state if mpl.rcParams[each] != state[each]}
        return self[name]


PYPLOT = "matplotlib.pyplot"


@pytest.fixture(scope="module")
def written(results: Results) -> Written:
    return Written(results)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_files_are_the_same_every_time_and_say_where_they_come_from(
    results: Results, written: Written, name: str, kind: str
) -> None:
    again = in_memory(results, name, kind)
    first = written[name].read_bytes() if kind == "svg" else in_memory(results, name, kind)
    assert first == again
    said = Image.open(io.BytesIO(first)).info["Description"].encode() if kind == "png" else first
    assert f"config {results.manifest.config_sha256}, seed 1".encode() in said


def in_memory(results: Results, name: str, kind: str) -> bytes:
    """Draw a figure and return the bytes of its file."""
    extra = ["baubau-seoul"] if FIGURES[name].per_partnership else []
    return rendered(FIGURES[name].draw(results, *extra), results, kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_hostile_names_are_inert(hostile: Results, kind: str) -> None:
    for name in OF_A_RUN if kind == "svg" else OF_A_RUN[:1]:  # formats write names in one way
        spec = FIGURES[name]
        figure = spec.draw(hostile, *(["baubau-seoul"] if spec.per_partnership else []))
        data = rendered(figure, hostile, kind)
        if kind == "svg":
            root = ET.fromstring(data)
            assert root.tag.endswith("svg")
            assert b"<script" not in data
            assert b"</script>" not in data


def test_hostile_names_are_shown_as_they_are(hostile: Results) -> None:
    for figure in (tie_history(hostile, "baubau-seoul"), figures.carriers(hostile)):
        assert any("$\\frac{" in text for text in texts(figure))


def test_other_endings_are_refused(results: Results) -> None:
    with pytest.raises(ValueError, match="png, svg, pdf"):
        save(trajectories(results, ("trust",)), results.directory / "a.exe", results)


@pytest.mark.slow
def test_no_global_state_is_touched(written: Written) -> None:
    assert all(written[name].is_file() for name in OF_A_RUN)
    assert not written.touched


@pytest.mark.slow
def test_figures_import_no_global_state() -> None:
    code = (
        "import sys; from paradiplomacy_analysis import figures, load, report, verbs;"
        f"assert {PYPLOT!r} not in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    subprocess.run([sys.executable, "-W", "error", "-c", code], env=env, check=True)
