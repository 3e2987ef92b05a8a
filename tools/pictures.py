"""Pictures of all figures, small, as they looked when somebody last looked at them.

Refresh them with ``make refresh WHAT=pictures``, and look at each one that changed. One alone, such
as that of a new figure, is drawn with ``WHAT=pictures/NAME``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.scorecard import ablation, over_draws, scorecard
from paradiplomacy_analysis.figures.style import SIZES, styled
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.patterns.scorecard import shares
from paradiplomacy_analysis.verbs import analyse
from paradiplomacy_experiments.searching.verb import search
from tests.support.cards import four
from tests.support.designs import HEAD
from tests.support.drawn import OF_A_RUN
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.planted import DESIGNS, FOLLOWED, LEVELS, LEVERS, planted, planted_prior
from tests.support.planted_histories import planted_histories
from tests.support.planted_possible import EXTREMES, FACTORS, SPREAD, Corner
from tests.support.planted_search import LEVERS as SEARCHED
from tests.support.planted_search import SEARCH, Priced, written_search
from tests.support.planted_worlds import ran

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results

FOLDER = Path(__file__).parents[1] / "tests" / "regression" / "pictures"
DPI = 80
SIZE = "column"

DRAWN = {
    "heatmap": "levels",
    "interactions": "levers",
    "forest": "levers",
    "front": "levers",
    "sobol": "saltelli",
    "morris": "morris",
    "boxes": "lhs",
    "importance": "lhs",
    **dict.fromkeys(VIEWS, "lhs"),
    "emulator": "lhs",
}
"""The design that each figure of a design is drawn for."""


OF_PATTERNS = ("scorecard", "ablation", "shares")
"""Figures that are drawn of a scorecard."""


def drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Figure]]:
    """Draw every figure for results that are made of an engine without a model.

    Those of one world come first, for they need no other results.
    """
    use(FakeEngine(), monkeypatch)
    run(folder / "run")
    one = load(folder / "run")
    for name in OF_A_RUN:
        extra = ["baubau-seoul"] if FIGURES[name].per_partnership else []
        yield name, FIGURES[name].draw(one, *extra, size=SIZE)
    head = HEAD.replace('months" = 12', 'months" = 48')
    results = {
        name: planted(folder / name, monkeypatch, text)
        for name, text in DESIGNS.items()
        if name in DRAWN.values() and name != "levels"
    }
    # So many replicates that differences are told from chance, and cells of a heatmap have colours.
    many = HEAD.replace("replicates = 4", "replicates = 20")
    results["levels"] = planted(folder / "many", monkeypatch, LEVELS, many)
    results["followed"] = planted(folder / "followed", monkeypatch, LEVELS + FOLLOWED, head)
    prior = planted_prior(folder, monkeypatch)
    yield "matching", _drawn("matching", prior)
    use(Priced(), monkeypatch)
    found = search(written_search(folder, SEARCHED + SEARCH), out=folder / "search", progress=False)
    yield "search", _drawn("search", load(found.directory))
    for name, text in (("extremes", EXTREMES), ("spread", SPREAD)):
        use(Corner(), monkeypatch)
        (folder / f"of {name}").mkdir()
        file = written_search(folder / f"of {name}", FACTORS + text)
        found = search(file, out=folder / name, progress=False)
        yield name, _drawn(name, load(found.directory))
    (folder / "worlds").mkdir()
    yield "robust", _drawn("robust", ran(folder / "worlds"))
    (folder / "histories").mkdir()
    yield "histories", _drawn("histories", planted_histories(folder / "histories", monkeypatch))
    yield "levers", _drawn("levers", planted(folder / "alone", monkeypatch, LEVERS))
    table = four()
    yield "scorecard", scorecard(table, size=SIZE)
    yield "ablation", ablation(table, size=SIZE)
    yield "shares", over_draws({"prior": shares(table)}, size=SIZE)
    for name, design in (*DRAWN.items(), ("survival", "followed")):
        yield name, _drawn(name, results[design])


def _drawn(name: str, results: Results) -> Figure:
    spec = FIGURES[name]
    findings = analyse(results, [spec.method]) if spec.method else []
    return spec.draw(results, *findings, size=SIZE)


def write(figure: Figure, path: Path) -> None:
    """Save a figure as a small picture."""
    with styled(SIZES[SIZE]):
        figure.savefig(path, dpi=DPI)


def refresh(only: str = "") -> list[str]:
    """Draw all pictures again, or only one; return the names of those that changed.

    Raises ``LookupError`` where there is no figure of the name.
    """
    known = (*FIGURES, *OF_PATTERNS)
    if only and only not in known:
        raise LookupError(f"no figure is called {only}; there are {', '.join(known)}")
    FOLDER.mkdir(exist_ok=True)
    changed = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        for name, figure in drawn(Path(folder), monkeypatch):
            if only not in ("", name):
                continue
            path = FOLDER / f"{name}.png"
            before = path.read_bytes() if path.exists() else b""
            write(figure, path)
            changed += [name] if path.read_bytes() != before else []
            if name == only:
                break
    return changed
