"""What pages have done several times over, done once in a session, and coarsely where nobody looks.

Right to share is what depends on nothing but what it is given. A line that names nothing of the
folder in which it is typed gives the same results in any other: contents hashes prove that of the
same words elsewhere. So do findings of a method, which reads one result directory and no clock.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from paradiplomacy_analysis.matching import method, refocusing, waves
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.statistics import importance, importance_measures, sorting
from paradiplomacy_experiments import drivers
from tests.support.drawn import COARSE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pytest

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from tests.support.pages import Outcome

    Find = Callable[[Sample], Finding]
    Key = tuple[Any, ...]


FEWER = (
    (method, "FEWEST_DRAWS", 32),
    (refocusing, "FEWEST_DRAWS", 32),
    (waves, "LEAST_WAVES", 2),
    (waves, "MOST_WAVES", 2),
    (importance, "RESAMPLES", 20),
    (importance_measures, "TREES", 60),
    (importance_measures, "TREES_EACH", 3),
    (sorting, "RESAMPLES", 10),
)
"""Numbers of the analysis that a page tells nothing of: module, name, what they are in a hurry."""


@dataclass
class Shelf:
    """Keeps what some ``lines`` leave, and what came of them; each is typed once.

    Lines are typed in an empty folder of their own: one that needs anything of a page fails there.
    """

    folder: Path
    lines: Sequence[str]
    _outcomes: dict[str, Outcome] = field(default_factory=dict)

    def type_in(
        self, line: str, into: Path, patch: pytest.MonkeyPatch, typed: Callable[[str], Outcome]
    ) -> Outcome:
        """Have a line typed, or take what it left; copy that ``into`` a folder, where it is new."""
        made = self.folder / str(self.lines.index(line))
        if line not in self._outcomes:
            made.mkdir()
            with patch.context() as there:
                there.chdir(made)
                self._outcomes[line] = typed(line)
        for path in made.rglob("*"):
            if path.is_file():
                copy = into / path.relative_to(made)
                assert not copy.exists(), f"{line}: {copy.name} is there already"
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
        return self._outcomes[line]


def in_a_hurry(patch: pytest.MonkeyPatch, kept: dict[Key, Finding]) -> None:
    """Draw all pictures coarsely, and look for each finding once: those ``kept`` are taken.

    A history matching does with few draws, and ends after two waves; how many it needs, and when
    it ends, has tests of its own. So have forests and resamples, of which there are fewer here, and
    that drivers go with every mechanism frozen; here two are.
    """
    for module, name, fewer in FEWER:
        patch.setattr(module, name, fewer)
    frozen = {name: drivers.REGISTRY[name] for name in ("trust", "budgeting")}
    patch.setattr(drivers, "REGISTRY", frozen)
    draw_coarsely(patch)
    for name, each in METHODS.items():
        patch.setitem(METHODS, name, replace(each, find=_once(name, each.find, kept)))


def draw_coarsely(patch: pytest.MonkeyPatch) -> None:
    """Draw all pictures with few dots, and once: a layout takes a drawing of its own, and longer.

    What is drawn and where it stands has tests of its own; these are of who has it drawn.
    """
    plain = Figure.savefig

    def savefig(figure: Figure, *arguments: Any, dpi: Any = COARSE, **options: Any) -> None:
        figure.set_layout_engine(None)
        plain(figure, *arguments, dpi=COARSE, **options)

    patch.setattr(Figure, "savefig", savefig)


def _once(name: str, find: Find, kept: dict[Key, Finding]) -> Find:
    def found(sample: Sample) -> Finding:
        manifest = sample.results.manifest
        if manifest.contents is None:
            return find(sample)
        choices = (sample.outcomes, sample.success, sample.boxes, sample.shares)
        columns = tuple(sample.runs.columns)
        key = (name, sample.results.directory.resolve(), manifest.contents, columns, choices)
        if key not in kept:
            kept[key] = find(sample)
        tables = {table: rows.copy() for table, rows in kept[key].tables.items()}
        return replace(kept[key], tables=tables)

    return found
