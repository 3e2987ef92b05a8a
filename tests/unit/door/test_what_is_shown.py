"""What Python and notebooks show of an object: a line, a table, a picture; never a wall of text."""

from __future__ import annotations

import base64
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import paradiplomacy
from paradiplomacy.brief import brief
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.notebooks import Drawn
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results

MOST = 500
"""Letters of a line that is still read."""


def parts_of(thing: object) -> list[object]:
    """Return an object, and what its fields hold that is of our own making."""
    fields = getattr(thing, "__dict__", {}).values()
    ours = [one for one in fields if type(one).__module__.startswith("paradiplomacy")]
    return [thing, *ours]


@pytest.mark.parametrize("name", ["baubau-seoul", "indonesia-korea"])
def test_a_world_and_all_in_it_is_told_in_a_line(name: str) -> None:
    scenario = paradiplomacy.load_scenario(name)
    model = paradiplomacy.ParadiplomacyModel(scenario, rng=1, agent_reporters=None)
    for _ in range(3):
        model.step()
    told = [*parts_of(scenario), *parts_of(scenario.config), model, model.world, *model.agents]
    for table in model.world:
        told += table if isinstance(table, list) else [table]
    assert [each for each in told if not 0 < len(repr(each)) < MOST] == []
    counts = ", ".join(
        f"{len(getattr(scenario.config, table))} {table}"
        for table in ("countries", "cities", "ngos", "partnerships")
    )
    title = scenario.config.scenario.title
    assert repr(scenario.config) == (
        f"<WorldConfig {title!r}: {counts}; {scenario.config.scenario.months} months>"
    )
    assert re.match(
        r"<World in month 2: 2 countries, \d+ cities, \d partnerships>", repr(model.world)
    )


@pytest.mark.slow
def test_results_and_what_is_made_of_them_are_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(FakeEngine(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    design = paradiplomacy.load_design(written(tmp_path))
    finished = paradiplomacy.run("indonesia-korea", replicates=3, months=12)
    swept = paradiplomacy.sweep(design)
    told = [*parts_of(design), *parts_of(finished), finished.report.manifest, finished.results,
            finished.summary, *finished.health, swept.report, swept.summary, swept.results,
            *paradiplomacy.analyse(swept.results, ["contrasts"])]  # fmt: skip
    assert [each for each in told if not 0 < len(repr(each)) < MOST] == []
    assert repr(finished.results) == (
        "<Results of indonesia-korea: 3 runs of 12 months, in results/indonesia-korea>"
    )
    assert repr(swept.report) == "<Report: 12 of 12 runs, 0 failed, in results/design>"


def test_of_many_fields_the_first_are_told() -> None:
    told = brief(SimpleNamespace(), {f"field_{k}": "x" * 400 for k in range(50)})
    assert told.startswith("SimpleNamespace(field_0='xxx")
    assert re.search(r"\.\.\. 4\d more\)$", told)
    assert len(told) < MOST


# Pictures.


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    return planted(tmp_path, monkeypatch, LEVELS)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "type_"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_a_notebook_shows_what_was_drawn(results: Results, kind: str, type_: str) -> None:
    drawn = paradiplomacy.plot(results, ["heatmap"], format=kind)
    html = drawn._repr_html_()
    (data,) = re.findall(rf'<img [^<>]*src="data:{re.escape(type_)};base64,([^"]+)"', html)
    assert base64.b64decode(data) == drawn[0].read_bytes()
    assert html.count("<") == 3  # a paragraph and the picture: an SVG is not part of the page


def test_of_a_pdf_a_notebook_shows_the_path(tmp_path: Path) -> None:
    html = Drawn([tmp_path / "<b>.pdf"])._repr_html_()
    assert html == f"<p>{tmp_path}/&lt;b&gt;.pdf</p>"


@pytest.mark.slow
def test_a_notebook_shows_the_figure_that_a_cell_ends_with(results: Results) -> None:
    figure = FIGURES["heatmap"].draw(results, size="column")
    assert figure._repr_png_().startswith(b"\x89PNG")
