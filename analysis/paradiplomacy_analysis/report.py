"""Report of results: one HTML file with everything in it, and nothing in it that runs.

Names and texts come from users. They are escaped, and stripped of control characters; a
content-security policy forbids scripts and everything from outside, so that a report can be sent
on and opened anywhere.
"""

from __future__ import annotations

import base64
import io
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.analysing import check_boxes
from paradiplomacy_analysis.figures import FIGURES, drawings, name_of
from paradiplomacy_analysis.figures.notes import alternative
from paradiplomacy_analysis.figures.saving import program_of, rendered
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.html_pages import rendered_page
from paradiplomacy_analysis.methods import applied, attempted, fitting, leading
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.discovery import rule_of
from paradiplomacy_analysis.wording import cell, level_text, number, sentence_case, words
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.choice import Choice
    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results

DPI = 150
"""Dots per inch of its figures, fewer than in print: all of them are in the one file."""

MAX_ROWS = 20
"""Rows of a table that are shown; all are in the tables of the analysis."""

MAX_COLUMNS = 12

MAX_LEVELS = 12
"""Levels of a factor that are listed."""

SECTIONS = (
    ("answer", "Answer"),
    ("answers", "What the results say"),
    ("figures", "Figures"),
    ("outcomes", "Outcomes"),
    ("tables", "Tables"),
    ("design", "Design"),
    ("not-told", "What this does not tell"),
    ("provenance", "Where this comes from"),
)


@dataclass(frozen=True)
class Picture:
    """A figure as it stands in a page: its data, its size in pixels, and its words."""

    source: str
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True)
class Grid:
    """A table as it stands in a page, all cells as text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    method: str = ""
    name: str = ""
    note: str = ""


def html(
    results: Results,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[Choice] = (),
    drawing: Counted | None = None,
) -> str:
    """Return the text of the report; ``drawing`` is told how far its figures are."""
    sample = sample_of(results, outcomes, success, boxes)
    if success is not None:
        rule_of(sample)
    check_boxes(sample, fitting(sample))
    findings = [
        (attempted if results.partial else applied)(name, sample) for name in fitting(sample)
    ]
    return rendered_page(
        "report.html.jinja",
        note=sentence_case(results.note),
        sections=SECTIONS,
        leading=leading(findings),
        findings=findings,
        figures=list(_pictures(results, {each.method: each for each in findings}, drawing)),
        tables=list(tables_of(findings)),
        **described(sample),
    )


def described(sample: Sample) -> dict[str, Any]:
    """Return what a page says of some results themselves."""
    manifest = sample.results.manifest
    directory = sample.results.directory
    return {
        "title": manifest.title,
        "question": manifest.question,
        "runs": many(len(sample.runs), "run"),
        "months": many(manifest.months, "month"),
        "scenario": manifest.scenario,
        "directory": directory.name,
        "program": program_of(manifest),
        "outcomes": _outcomes(sample),
        "design": _design(sample),
        "settings": _settings(manifest),
        "command": shlex.join(manifest.command) or "made by a Python program",
        "reproduce": f"paradiplomacy reproduce {shlex.quote(str(directory))}",
        "provenance": list(_provenance(manifest)),
    }


def _pictures(
    results: Results, findings: Mapping[str, Finding], drawing: Counted | None
) -> Iterator[Picture]:
    for stem, figure in drawings(results, findings=findings, drawing=drawing):
        spec = FIGURES[name_of(stem)]
        said = findings[spec.method].sentences if spec.method else ()
        yield picture(figure, stem, spec.summary, results, said[:2])


def picture(
    figure: Figure,
    stem: str,
    summary: str,
    results: Results | list[Results],
    said: Sequence[str] = (),
) -> Picture:
    """Return a figure as it stands in a page; ``said`` is told beside what is to be seen in it."""
    from PIL import Image

    title, seen = alternative(figure)
    data = rendered(figure, "png", results, dpi=DPI)
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
    return Picture(
        source=f"data:image/png;base64,{base64.b64encode(data).decode()}",
        width=width,
        height=height,
        alt=" ".join([seen, *said]),
        caption=f"{sentence_case(summary)}: {title}." + (f" File {stem}." if "-" in stem else ""),
    )


def _outcomes(sample: Sample) -> Grid:
    columns = ("outcome", "unit", "what it is", "mean", "lowest", "highest", "undefined runs")
    rows = []
    for name in sample.outcomes:
        about, values = sample.results.columns[name], sample.runs[name]
        means = values.groupby(sample.runs["point"]).mean()
        rows.append(
            (
                words(name),
                about.unit,
                about.formula,
                *(number(float(value)) for value in (values.mean(), means.min(), means.max())),
                f"{int(values.isna().sum()):,}",
            )
        )
    return Grid(columns, rows)


def tables_of(findings: Sequence[Finding]) -> Iterator[Grid]:
    """Yield the tables of findings as they stand in a page."""
    for finding in findings:
        for name, table in finding.tables.items():
            shown = table.iloc[:MAX_ROWS, :MAX_COLUMNS]
            file = finding.method if name == finding.method else f"{finding.method}-{name}"
            note = (
                f"{len(shown):,} of {many(len(table), 'row')}, {len(shown.columns)} of "
                f"{many(len(table.columns), 'column')}; all are in analysis/{file}.csv, which "
                "analyse writes."
            )
            yield Grid(
                [words(str(column)) for column in shown.columns],
                [[words(cell(value)) for value in row.values()] for row in records(shown)],
                finding.method,
                name,
                note,
            )


def _design(sample: Sample) -> Grid:
    rows = []
    for factor in sample.factors:
        if factor.distribution is not None and factor.is_range:
            ends = f"{number(factor.low or 0.0)} to {number(factor.high or 0.0)}"
            values = f"{factor.distribution}, drawn from {ends}"
        elif factor.low is not None and factor.high is not None:
            scale = ", evenly on a logarithmic scale" if factor.log else ""
            values = f"{number(factor.low)} to {number(factor.high)}{scale}"
        else:
            shown = [level_text(level) for level in factor.levels[:MAX_LEVELS]]
            more = len(factor.levels) - len(shown)
            values = ", ".join(shown) + (f" and {more:,} more" if more else "")
        rows.append((words(factor.name), words(values)))
    return Grid(("factor", "values"), rows)


def _settings(manifest: Manifest) -> str:
    """Say how points and replicates were made."""
    kind = manifest.design.get("sampler", {}).get("kind", "grid")
    points, replicates = many(manifest.points, "point"), many(manifest.replicates, "replicate")
    return f"{points} ({kind}), up to {replicates} each, seed {manifest.seed}."


def _provenance(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield "configuration", manifest.config_sha256
    yield "contents", str(manifest.contents)
    yield "model", manifest.model_sha256
    yield "engine", manifest.engine
    yield "seed", str(manifest.seed)
    yield "begun and finished", f"{manifest.started} and {manifest.finished}"
    yield "versions", ", ".join(f"{name} {each}" for name, each in manifest.versions.items())
    yield "system", ", ".join(manifest.system.values())
    if manifest.git is not None:
        changes = " with changes" if manifest.git.changed else ""
        yield "commit", f"{manifest.git.commit}{changes}"
