"""Write the summary of a sweep as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_cli.text.columns import aligned, text_width, total
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_experiments.design.factors import in_kind
from paradiplomacy_experiments.inspection.summary_text import UNDEFINED, number, with_half_width
from paradiplomacy_results.wording import many, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.inspection.points_summary import PointsSummary

MAX_POINTS = 40
"""Points that are written out one by one."""


MAX_LEVELS = 8
"""Levels of a factor that are named."""

MAX_INERT = 6
"""Levels that changed nothing that are named."""


def extent(factor: Factor) -> str:
    """Say in a line between which values a factor varies, or which levels it has."""
    if factor.range is not None:
        scale = ", on a log scale" if factor.range.log else ""
        if factor.range.distribution is not None:
            return f"{factor.range.distribution}, {factor.range.extent()}"
        return f"{factor.range.low:g} to {factor.range.high:g}{scale}"
    labels = [str(in_kind(level.label, factor.kind)) for level in factor.levels]
    more = len(labels) - MAX_LEVELS
    if factor.weights:
        labels = [f"{label} ({w:g})" for label, w in zip(labels, factor.weights, strict=True)]
    told = ", ".join(labels[:MAX_LEVELS])
    return f"{told} and {more:,} more" if more > 0 else told


def report(summary: PointsSummary, width: int | None = None) -> str:
    """Return the text of a summary, fit for ``width`` characters, by default the terminal's."""
    width = width or text_width()
    manifest = summary.manifest
    counts = sorted(set(summary.runs))
    each = many(counts[-1], "replicate")
    each = each if len(counts) == 1 else f"{counts[0]:,} to {each}"
    size = (
        f"{many(len(summary.runs), 'point')}, {each} each, {many(manifest.most_runs, 'run')} of "
        f"{many(manifest.months, 'month')}, seed {manifest.seed}, {manifest.engine} engine"
    )
    lines = [
        printable(f"{manifest.name}: {manifest.title}"),
        printable(manifest.question),
        size,
        "",
    ]
    few = len(summary.runs) <= MAX_POINTS
    lines += _by_point(summary, width) if few else _spread(summary)
    inert = [printable(str(each)) for each in summary.inert[:MAX_INERT]]
    if len(summary.inert) > MAX_INERT:
        inert.append(f"... and {len(summary.inert) - MAX_INERT:,} more with --json")
    return "\n".join(lines + (["", "inert", *inert] if inert else []))


def _by_point(summary: PointsSummary, width: int) -> list[str]:
    """Return a row for each point: its levels, and as many indicators as fit beside them."""
    names = list(summary.estimates[0])
    columns = [
        [factor, *(_level(levels.get(factor)) for levels in summary.levels)]
        for factor in summary.levels[0]
    ]
    shown = 0
    for name in names:
        column = [name, *(with_half_width(row[name]) for row in summary.estimates)]
        if shown and total([*columns, column]) > width:
            break
        columns.append(column)
        shown += 1
    lines = ["by point: mean +- half width of its 95 % interval", *aligned(columns)]
    left_out = len(names) - shown
    if left_out > 0:
        more = plural(left_out, "indicator")
        lines.append(f"... and {left_out} more {more} with --json and in the tables")
    return lines


def _level(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else shortened(printable(str(value)), 40)


def _spread(summary: PointsSummary) -> list[str]:
    """Return for each indicator how far the means of the points lie apart."""
    rows: list[Sequence[str]] = [("indicator", "lowest", "median", "highest", "unit")]
    for name in summary.estimates[0]:
        found = (row[name].mean for row in summary.estimates)
        means = sorted(mean for mean in found if mean is not None)
        unit = summary.estimates[0][name].unit
        chosen = (means[0], means[len(means) // 2], means[-1]) if means else ()
        cells = [number(value) for value in chosen] or [UNDEFINED] * 3
        rows.append((name, *cells, unit))
    columns = [list(column) for column in zip(*rows, strict=True)]
    return ["means of the points", *aligned(columns)]
