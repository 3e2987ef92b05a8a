"""What a page to explore results holds: plain data, before any of it is written as HTML."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.exploring.boxed import boxes_of
from paradiplomacy_analysis.exploring.columns import column, letters_of, whole
from paradiplomacy_analysis.exploring.happenings import first_of, happenings
from paradiplomacy_analysis.exploring.rows import front_of, rows_of
from paradiplomacy_analysis.exploring.sampling import fitting_rows, told
from paradiplomacy_analysis.exploring.switches import ANY, AS_SHOWN, first_choice
from paradiplomacy_analysis.exploring.yearly import SHARES, followed, months_of, yearly_of
from paradiplomacy_analysis.figures.calendar import years
from paradiplomacy_analysis.figures.carriers import MODES
from paradiplomacy_analysis.methods import attempted, fitting, leading
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.contrasts import FEWEST_REPLICATES
from paradiplomacy_results.aims import aims_of
from paradiplomacy_results.layout import HISTORIES, SERIES
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.exploring.boxed import Boxed
    from paradiplomacy_analysis.exploring.rows import Outcome, Rows
    from paradiplomacy_analysis.exploring.switches import Switch
    from paradiplomacy_analysis.exploring.yearly import Yearly
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results

MOST_LETTERS = 4_200_000
"""Letters that numbers may take in a page: of five megabytes the rest is for all else."""

FOR_ENDS = 0.6
"""Part of them that the ends of runs may take, so that some is left for the years."""

LETTERS = 8 * 4 / 3
"""Letters that a number takes at most."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Page:
    """A page: its data for figures, what can be chosen, and what is said.

    ``data`` is plain, for one JSON document; ``start`` is what is chosen at first. ``samples`` say
    which part of large results is shown, ``lacking`` what the directory does not hold, with what
    to do to have it.
    """

    sample: Sample
    rows: Rows
    findings: tuple[Finding, ...]
    leading: Finding | None
    boxes: tuple[Boxed, ...]
    data: dict[str, Any]
    start: dict[str, Any]
    samples: tuple[str, ...]
    lacking: tuple[tuple[str, str], ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the outcomes that can be looked at."""
        return self.rows.outcomes

    @property
    def switches(self) -> tuple[Switch, ...]:
        """Return what can be chosen."""
        return self.rows.switches


def page_of(
    results: Results,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    most: int = MOST_LETTERS,
) -> Page:
    """Return what a page holds of results; numbers take at most ``most`` letters in it.

    Raises what :func:`~paradiplomacy_analysis.sample.sample_of` raises.
    """
    sample = sample_of(results, outcomes, success)
    rows = rows_of(sample)
    findings = tuple(attempted(name, sample) for name in fitting(sample))
    boxes = tuple(boxes_of(sample, findings))
    found = [box.switch for box in boxes] + front_of(rows, findings)
    rows = replace(rows, switches=(*rows.switches, *found))
    data, ends = _ends(rows, FOR_ENDS * most if results.has(SERIES) else most)
    said = [_sampled("Outcomes", rows, ends)]
    if results.has(SERIES):
        yearly, kept = _yearly(results, rows, ends, most - letters_of(data))
        data["yearly"] = _of_years(results, yearly, np.cumsum(ends) - 1)
        data["happenings"] = happenings(results, rows.ties, yearly.months)
        said += [_sampled("Years", rows, kept), first_of(data["happenings"])]
    return Page(
        sample=sample,
        rows=rows,
        findings=findings,
        leading=leading(findings),
        boxes=boxes,
        data=data,
        start=_start(sample, rows, found),
        samples=tuple(filter(None, [rows.note, *said])),
        lacking=tuple(_lacking(sample, data)),
    )


def _sampled(what: str, rows: Rows, kept: NDArray[np.bool_]) -> str:
    sample = told(rows.frame, kept, "tie" if rows.ties else "point")
    return f"{what} are those of {sample}." if sample else ""


def _ends(rows: Rows, most: float) -> tuple[dict[str, Any], NDArray[np.bool_]]:
    """Return the ends of as many rows as fit into so many letters, and which of all these are."""
    kept = np.ones(len(rows.frame), dtype=bool)
    while True:
        data: dict[str, Any] = _of_rows(rows, kept) | {"yearly": None, "happenings": None}
        letters = letters_of(data)
        if letters <= most or kept.sum() <= 1:
            return data, kept
        kept = fitting_rows(rows.frame, max(int(kept.sum() * min(most / letters, 0.99)), 1))


def _of_rows(rows: Rows, kept: NDArray[np.bool_]) -> dict[str, Any]:
    frame = rows.frame[kept]
    return {
        "outcomes": [
            {
                "name": each.name,
                "label": each.label,
                "unit": each.unit,
                "formula": each.formula,
                "low": _bound(each.low),
                "high": _bound(each.high),
                **column(frame[each.name]),
            }
            for each in rows.outcomes
        ],
        "switches": [
            {
                "name": each.name,
                "label": each.label,
                "options": each.options,
                "codes": whole(each.codes),
                "base": each.base,
                "free": each.free,
                "alone": each.alone,
                **({} if each.numbers is None else column(each.numbers)),
            }
            for each in rows.switches
        ],
        "points": whole(rows.numbers),
        "fewest": FEWEST_REPLICATES,
        "ties": rows.ties,
        **{name: whole(frame[name]) for name in ("run", "point", "replicate")},
    }


def _bound(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _yearly(
    results: Results, rows: Rows, ends: NDArray[np.bool_], most: int
) -> tuple[Yearly, NDArray[np.bool_]]:
    """Return the years of as many rows as fit, and which of all rows these are."""
    known = followed(results)
    names = [each.name for each in rows.outcomes if each.name in known]
    each = LETTERS * len(months_of(results)) * (len(names) + len(SHARES) + 1)
    kept = ends.copy()
    kept[ends] = fitting_rows(rows.frame[ends], int(most / each))
    return yearly_of(results, rows, names, kept), kept


def _of_years(results: Results, yearly: Yearly, places: NDArray[np.int64]) -> dict[str, Any]:
    """Return the years as plain data; ``places`` of all rows are those of the rows in the page."""
    return {
        "times": years(results, yearly.months + 1).tolist(),
        "labels": [_end_of(results.start + int(month)) for month in yearly.months],
        "rows": whole(places[yearly.rows]),
        "there": whole(yearly.there),
        "values": {name: column(values) for name, values in yearly.values.items()},
        "carried": [column(yearly.carried[name]) for name in SHARES if name in yearly.carried],
        "modes": [
            {"label": label, "fill": fill, "hatched": hatched}
            for fill, hatched, label in MODES.values()
        ],
    }


def _end_of(month: int) -> str:
    """Return when a month since year 0 ends, in words: that of December ends its year."""
    year, place = divmod(month, 12)
    return f"end of {year}" if place == 11 else f"end of {MONTHS[place]} {year}"


def _start(sample: Sample, rows: Rows, found: list[Switch]) -> dict[str, Any]:
    """Return what is chosen at first: options of all switches, an outcome, and axes.

    Where the analysis ``found`` points that stand out, these are held against the others.
    """
    first = first_choice(found or rows.switches)
    first = {each.name: (ANY, AS_SHOWN) for each in rows.switches} | first
    names = [each.name for each in rows.outcomes]
    aims = aims_of(sample.results.manifest.design.get("search") or {}, sample.results.indicators)
    aimed = [name for name in aims.names if name in names]
    numeric = [each.name for each in rows.switches if each.numbers is not None]
    across = (aimed[1:2] or numeric or [each for each in names if each != names[0]] or names)[0]
    return {
        "shown": [first[each.name][0] for each in rows.switches],
        "base": [first[each.name][1] for each in rows.switches],
        "outcome": (aimed or names)[0],
        "across": across,
    }


def _lacking(sample: Sample, data: dict[str, Any]) -> list[tuple[str, str]]:
    """Say what the directory does not hold of what a page could show, and what would keep it."""
    results = sample.results
    found = []
    command = results.manifest.command
    if not results.has(SERIES):
        found.append(("Year by year: the table series is not kept.", _keeping(command, SERIES)))
    elif not (data["yearly"] or {}).get("carried"):
        found.append(
            (
                "Who carried the ties: "
                + ", ".join(SHARES)
                + " are not among the kept indicators.",
                "Name them in [keep] of the design.",
            )
        )
    if not sample.factors and not results.has(HISTORIES):
        found.append(("Tie by tie: the table histories is not kept.", _keeping(command, HISTORIES)))
    return found


def _keeping(command: Sequence[str], table: str) -> str:
    """Return what keeps a table too: the command that made the results, and more."""
    if len(command) > 1 and command[1] in ("run", "sweep") and "--tables" not in command:
        return f"To keep it: {shlex.join([*command, '--extend', '--tables', table])}"
    return f"To keep it, add {table!r} to tables in [keep] of the design, or {argument('tables')}."
