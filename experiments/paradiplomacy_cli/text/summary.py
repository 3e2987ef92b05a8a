"""Write a summary as text for people: estimates over the world, then partnership by partnership."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from paradiplomacy_cli.text.columns import aligned, fitted, text_width, total
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_experiments.inspection.health import out_of_range, verdict
from paradiplomacy_experiments.inspection.summary import headlines, in_groups
from paradiplomacy_experiments.inspection.summary_text import (
    UNDEFINED,
    interval,
    mean,
    number,
    with_half_width,
)
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.inspection.health import Finding
    from paradiplomacy_experiments.inspection.summary import Summary

MAX_PARTNERSHIPS = 12
"""Partnerships that are written out; the others are in the files."""

MAX_NAME = 24

OF_A_RUN = {
    "": "",
    "end": "at its end",
    "mean": "mean of months",
    "sum": "sum",
    "derived": "from sums",
}
"""What a number of a run is, by how it is summed up."""


def report(summary: Summary, width: int | None = None, findings: Sequence[Finding] = ()) -> str:
    """Return the text of a summary and of a check of health.

    It is fit for ``width`` characters, by default those of the terminal.
    """
    width = width or text_width()
    parts = [printable(summary.title), summary.evaluated, "", *_world(summary, width)]
    if len(summary.partnerships) > 1:
        parts += ["", *_partnerships(summary, width)]
    if findings:
        parts += ["", *_health(findings, width)]
    return "\n".join(parts)


def _health(findings: Sequence[Finding], width: int) -> list[str]:
    """Return what is out of range, if anything, and where to read what matters for it."""
    ill = out_of_range(findings)
    if not ill:
        return [f"health: {verdict(findings)}; what is checked: paradiplomacy explain health"]
    header = ("health", "value", "healthy range", "verdict", "what it is")
    rows = [
        (
            finding.check.name,
            UNDEFINED if finding.value is None else number(finding.value),
            f"{finding.check.low:g} to {finding.check.high:g}",
            finding.verdict,
            finding.check.question,
        )
        for finding in findings
        if finding.check.name in ill
    ]
    sound = sum(finding.verdict == "healthy" for finding in findings)
    advice = f"what matters for each: paradiplomacy explain health.{ill[0]}"
    return [*fitted([header, *rows], width), f"{many(sound, 'other check')} within range; {advice}"]


def _world(summary: Summary, width: int) -> list[str]:
    """Return means and intervals over the world, a blank line between groups."""
    header = ("indicator", "mean", "95 % interval", "n", "unit", "of a run")
    shown = headlines(summary.indicators)
    groups = in_groups(shown)
    names = [name for group in groups for name in group]
    rows = [
        (name, mean(each), interval(each), f"{each.n:,}", each.unit, OF_A_RUN[each.summary])
        for name, each in ((name, shown[name]) for name in names)
    ]
    lines = fitted([header, *rows], width)
    if len(lines) == len(rows) + 1:  # a row to a line, where the width does for it
        starts = list(itertools.accumulate(len(group) for group in groups[:-1]))
        for start in reversed(starts):
            lines.insert(start + 1, "")
    left_out = len(summary.indicators) - len(shown)
    if left_out > 0:
        lines.append(f"... and {left_out} more with --json and in the tables")
    return lines


def _partnerships(summary: Summary, width: int) -> list[str]:
    """Return means by partnership and indicator, as many indicators beside each other as fit.

    What belongs together stands together where a line has room for it.
    """
    founded = summary.founded
    ids = list(founded)[:MAX_PARTNERSHIPS]
    absent = [shortened(printable(name), MAX_NAME) for name in summary.unfounded]
    missing = [f"not there in any run: {', '.join(absent)}"] if absent else []
    if not ids:
        return missing
    lines = ["by partnership: mean +- half width of its 95 % interval"]
    first = ["partnership", *(shortened(printable(identifier), MAX_NAME) for identifier in ids)]
    block: list[list[str]] = []
    for group in in_groups(headlines(next(iter(founded.values())))):
        columns = [
            [name, *(with_half_width(founded[each][name]) for each in ids)] for name in group
        ]
        whole = total([first, *block, *columns]) <= width
        for place, column in enumerate(columns):
            full = total([first, *block, column]) > width
            if block and (full or (place == 0 and not whole)):
                lines += [*aligned([first, *block]), ""]
                block = []
            block.append(column)
    lines += aligned([first, *block])
    left_out = len(founded) - len(ids)
    if left_out > 0:
        lines.append(f"... and {left_out:,} more in the table of partnerships")
    return lines + missing
