"""Figures of several result directories: over one another, side by side, and their differences.

Which of the first two a figure does is declared where it is listed, in
:data:`~paradiplomacy_analysis.figures.FIGURES`; :data:`COMPARING` lists those that are of several
directories only. What cannot be drawn is left out, and the reason told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures import FIGURES, MAX_TITLE, Wanted, calls_of, drawn, fitting
from paradiplomacy_analysis.figures.beside import PART, Beside, beside
from paradiplomacy_analysis.figures.differences import differences
from paradiplomacy_analysis.figures.notes import add_note, retitle
from paradiplomacy_analysis.figures.overlays import MOST
from paradiplomacy_analysis.figures.style import SIZES, inert
from paradiplomacy_analysis.methods import METHODS, applied
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.wording import sentence_case
from paradiplomacy_results.errors import NotRecordedError, TooLargeError, UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures import Counted, FigureSpec
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled

COMPARING = {"differences": "how far the results lie apart, point by point or over time"}
"""Figures of several directories only, and what they show."""


def summary_of(name: str) -> str:
    """Return what a figure shows, of one directory or of several."""
    return COMPARING.get(name) or FIGURES[name].summary


UNDRAWN = (NotRecordedError, TooLargeError, UnfitError)
"""Why a figure is not drawn of some results."""

FEWER = "fewer than two of the results have what it shows"


class NothingError(UnfitError):
    """None of the results has what a figure shows: told where it was asked for."""


@dataclass
class Together:
    """Figures of several directories; ``left_out`` says of each that is not drawn why, as it is.

    ``findings`` are those that are there already, by label and method.
    """

    several: Sequence[Labelled]
    wanted: Wanted = Wanted()
    findings: dict[str, dict[str, Finding]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse more directories than colours and dashes tell apart."""
        if len(self.several) > MOST:
            raise UnfitError(
                f"a figure tells at most {MOST} result directories apart, not {len(self.several)}"
            )

    def drawings(
        self, names: Sequence[str] = (), drawing: Counted | None = None
    ) -> Iterator[tuple[str, Figure]]:
        """Draw figures by name, or all that fit two directories at least; yield each with its stem.

        ``drawing`` is told how many are done, and of how many.
        """
        calls = [call for name in names or self._fitting() for call in self._calls(name)]
        for done, (stem, draw) in enumerate(calls):
            if drawing is not None:
                drawing(done, len(calls))
            try:
                figure = draw()
            except UNDRAWN as error:
                if names or not isinstance(error, NothingError):
                    self.left_out.append(f"{stem}: {error}")
                continue
            if self.wanted.title:
                retitle(figure, inert(self.wanted.title, MAX_TITLE))
            yield stem, figure
        if drawing is not None:
            drawing(len(calls), len(calls))

    def _fitting(self) -> list[str]:
        """Return the figures that fit any of the directories, and those of several."""
        fits = [fitting(each.results) for each in self.several]
        return [*(name for name in FIGURES if any(name in mine for mine in fits)), *COMPARING]

    def _calls(self, name: str) -> Iterator[tuple[str, Callable[[], Figure]]]:
        """Yield the stem of each drawing of a figure, and what draws it."""
        if name in COMPARING:
            yield name, self._differences
            return
        spec = FIGURES[name]
        lacking = {each.label: self._lacking(each, spec) for each in self.several}
        there = [each for each in self.several if not lacking[each.label]]
        reasons = [f"{label}: {reason}" for label, reason in lacking.items() if reason]
        stems = {
            stem: call for each in there for stem, call in self._stems(each, name, spec).items()
        }
        drawn_any = False
        for stem, arguments in stems.items():
            mine = [each for each in there if stem in self._stems(each, name, spec)]
            if len(mine) < 2:
                continue
            drawn_any = True
            if spec.overlay is not None:
                yield stem, partial(self._over, spec, spec.overlay, mine)
            else:
                yield stem, partial(self._beside, stem, spec, arguments, mine)
        if not drawn_any:
            self.left_out.append("; ".join([f"{name}: {FEWER}", *reasons]))
        else:
            self.left_out += [f"{name}, {reason}" for reason in reasons]

    def _stems(self, each: Labelled, name: str, spec: FigureSpec) -> dict[str, tuple[str, ...]]:
        ties = [tie for tie in self.wanted.ties if tie in each.results.config["partnerships"]]
        return dict(calls_of(each.results, name, spec, ties))

    def _lacking(self, each: Labelled, spec: FigureSpec) -> str:
        """Say why a figure is not of some results; "" where it is."""
        results = each.results
        absent = [table for table in spec.tables if not results.has(table)]
        if absent:
            return f"there are no {', '.join(absent)}"
        if spec.points is not None and spec.points != (results.manifest.points > 1):
            return "it is of a design" if spec.points else "it is of one world, not of a design"
        if spec.method is None:
            return ""
        try:
            self._finding(each, spec.method)
        except UNDRAWN as error:
            return str(error)
        return ""

    def _finding(self, each: Labelled, method: str) -> Finding:
        known = self.findings.setdefault(each.label, {})
        if method not in known:
            measured = each.results.indicators
            outcomes = [name for name in self.wanted.outcomes if name in measured]
            sample = sample_of(each.results, outcomes, self.wanted.success)
            if not METHODS[method].fits(sample):
                raise UnfitError(f"{each.results.directory} does not ask for {method}")
            known[method] = applied(method, sample)
        return known[method]

    def _over(
        self, spec: FigureSpec, overlay: Callable[..., Figure], mine: Sequence[Labelled]
    ) -> Figure:
        size = self.wanted.size
        if spec.method is None:
            figure = overlay(mine, self.wanted.outcomes, size=size)
        else:
            findings = [self._finding(each, spec.method) for each in mine]
            figure = overlay(mine, findings, size=size)
        return self._noted(figure, mine)

    def _beside(
        self, stem: str, spec: FigureSpec, arguments: tuple[str, ...], mine: Sequence[Labelled]
    ) -> Figure:
        parts = []
        reasons = []
        for each in mine:
            draw = partial(self._alone, spec, arguments, each)
            try:
                parts.append(Beside(each.label, draw, draw().get_figheight()))
            except UNDRAWN as error:
                reasons.append(f"{each.label}: {error}")
        if not parts:
            raise NothingError("; ".join(reasons))
        if len(parts) < 2:
            raise UnfitError(f"{FEWER}: {'; '.join(reasons)}")
        self.left_out += [f"{stem}, {reason}" for reason in reasons]
        return beside(parts, self.wanted.size)

    def _alone(self, spec: FigureSpec, arguments: tuple[str, ...], each: Labelled) -> Figure:
        results = each.results
        outcomes = [name for name in self.wanted.outcomes if name in results.indicators]
        ties = [tie for tie in self.wanted.ties if tie in results.config["partnerships"]]
        known = self.findings.setdefault(each.label, {})
        wanted = Wanted(outcomes, ties, size=PART, success=self.wanted.success)
        return drawn(results, spec, arguments, known, wanted)

    def _differences(self) -> Figure:
        figure = differences(self.several, self.wanted.outcomes, size=self.wanted.size)
        return self._noted(figure, self.several)

    def _noted(self, figure: Figure, mine: Sequence[Labelled]) -> Figure:
        """Say under a figure which of the results are incomplete."""
        for each in mine:
            if each.results.note:
                note = f"{inert(each.label)}: {sentence_case(each.results.note)}."
                add_note(figure, note, SIZES[self.wanted.size])
        return figure
