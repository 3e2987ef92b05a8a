"""Write a page to explore results with: one file, which a browser opens from the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.exploring.page import Page, page_of
from paradiplomacy_analysis.exploring.switches import ANY, AS_SHOWN
from paradiplomacy_analysis.html_pages import (
    Words,
    as_data,
    rendered_page,
    require_templates,
    resource,
)
from paradiplomacy_analysis.report import described
from paradiplomacy_analysis.verbs import PAGES
from paradiplomacy_analysis.wording import percent, sentence_case
from paradiplomacy_results.disk import is_there, make_way, write_file
from paradiplomacy_results.errors import DiskError, UnfitError
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_analysis.exploring.boxed import Boxed
    from paradiplomacy_results.reading import Results

FILE = "explore.html"
"""Name of the page within a result directory."""

HERE = "exploring"
VENDORED = f"{HERE}/vendored"

SCRIPTS = (
    *("data", "statistics", "compare", "words", "drawing", "ends", "spread", "years"),
    *("carried", "happenings", "points", "choices", "tips", "main"),
)
"""What draws the page, in the order in which it stands in it."""

MOST_SWITCHES = 5
"""Switches that are always in sight; the others are folded away."""

SECTIONS = (
    ("answer", "Answer"),
    ("look", "Look for yourself"),
    ("findings", "What the results say"),
    ("not-told", "What this does not tell"),
    ("design", "Design"),
    ("provenance", "Where this comes from"),
    ("words", "Words"),
)

CAPTIONS = {
    "ends": "Each outcome on a scale of its own, from the lowest run of all to the highest: a dot "
    "is a mean, its line the 95 % interval over replicates. Blue is what is shown, brown what it "
    "is compared with. Where points differ in nothing but what is chosen, differences are taken "
    "within pairs of runs that have the same luck, and are better known than either mean. At the "
    "right, where there is room, they stand in spreads of single runs, so that outcomes can be "
    "held against each other: hollow where an interval holds 0, an arrow where it is more. "
    "Intervals are not widened for their number: of twenty, one leaves out 0 by chance alone. "
    "Press a name to look at that outcome below.",
    "spread": "Each run counts once. An interval tells how well a mean is known; this tells how "
    "far single runs lie apart, which more replicates do not change.",
    "years": "Quantiles over runs. The dashed upright line is the year of the slider; press the "
    "figure to choose another. A run with several ties counts by the mean over them.",
    "carried": "Share of runs by who delivered milestones in the 24 months up to the end of each "
    "year: governments, NGOs, both in a programme, or nobody. A run of several ties counts by the "
    "parts of those of which anybody delivered. The frame is the year of the slider.",
    "happenings": "Averages come about by histories such as this one, of a single run: no better "
    "and no worse than any other.",
    "points": "A dot is the mean of a point over its replicates, or of neighbouring points where "
    "each is only yes or no.",
}
"""What is to be seen in each figure, beyond what its title says of what is chosen."""


@dataclass(frozen=True)
class Explored:
    """A page that was written: where, how many bytes it has, and which samples it shows."""

    path: Path
    bytes: int
    samples: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return {"page": str(self.path), "bytes": self.bytes, "samples": list(self.samples)}

    def __str__(self) -> str:
        """Return the path."""
        return str(self.path)


def write_page(
    results: Results,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    out: str | Path | None = None,
) -> Explored:
    """Write the page of results into the file ``out``, by default into their directory.

    Raises :class:`~paradiplomacy_results.errors.DiskError` where there is no such folder, and what
    :func:`~paradiplomacy_analysis.exploring.page.page_of` and
    :func:`~paradiplomacy_results.disk.write_files` raise. The same results give the same bytes.
    """
    require_templates()
    path = results.directory / FILE if out is None else Path(out)
    if path.suffix.lower() not in PAGES:
        raise UnfitError(f"{argument('out')} is the page itself, a file NAME.html, not {path}")
    if not is_there(path.parent):
        raise DiskError(f"cannot write {path}: there is no folder {path.parent}; make it first")
    make_way(path.parent, [path.name])
    page = page_of(results, outcomes, success)
    text = html(page).encode()
    write_file(path, text)
    return Explored(path, len(text), page.samples)


def html(page: Page) -> str:
    """Return the text of a page."""
    results = page.sample.results
    scripts = "\n".join(resource(f"{HERE}/script/{name}.js") for name in SCRIPTS)
    notes = [f"{sentence_case(results.note)}."] if results.note else []
    return rendered_page(
        "explore.html.jinja",
        styles=[resource(f"{VENDORED}/uPlot.min.css"), resource("templates/explore.css")],
        scripts=[resource(f"{VENDORED}/uPlot.iife.min.js"), f'"use strict";{{\n{scripts}}}\n'],
        json=as_data(page.data),
        words=Words(),
        notes=[*notes, *page.samples],
        sections=SECTIONS,
        captions=CAPTIONS,
        axes=list(_axes(page)),
        boxes=list(_boxes(page)),
        any=ANY,
        as_shown=AS_SHOWN,
        most=MOST_SWITCHES,
        of_ties=bool(page.rows.ties),
        several_points=page.rows.points > 1 and not page.rows.ties,
        start=page.start,
        data=page.data,
        switches=page.switches,
        outcomes=page.outcomes,
        findings=page.findings,
        leading=page.leading,
        lacking=page.lacking,
        **{key: each for key, each in described(page.sample).items() if key != "outcomes"},
    )


def _axes(page: Page) -> Iterator[dict[str, str]]:
    """Yield what points can be spread out across: factors, then outcomes."""
    named = [(each.name, each.label) for each in page.switches]
    named += [(each.name, each.label) for each in page.outcomes]
    for name, label in named:
        yield {"name": name, "label": sentence_case(label)}


def _boxes(page: Page) -> Iterator[dict[str, Any]]:
    names = [each.name for each in page.switches]
    for box in page.boxes:
        yield {
            "title": box.title,
            "sides": box.sides,
            "bars": any(side.start is not None for side in box.sides),
            "switch": names.index(box.switch.name),
            "caption": _caption(box),
        }


def _caption(box: Boxed) -> str:
    return (
        f"Searched in one half of the points and judged by the other: {many(box.judged, 'point')} "
        f"of it are inside, and {percent(box.coverage)} of all that {box.verb}."
    )
