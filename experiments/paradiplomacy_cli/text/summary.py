"""Write a summary as text for people: estimates over the world, then partnership by partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_cli.text.columns import aligned, fitted, text_width, total
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_experiments.inspection.health import out_of_range, verdict
from paradiplomacy_experiments.inspection.summary import headlines
from paradiplomacy_experiments.inspection.summary_text import (
    UNDEFINED,
    interval,
    mean,
    number,
    with_half_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.inspection.health import Finding
    from paradiplomacy_experiments.inspection.summary import Summary

MAX_PARTNERSHIPS = 12
"""Partnerships that are written out; the others are in the files."""

MAX_NAME = 24


def report(summary: Summary, width: int | None = None, findings: Sequence[Finding] = ()) -> str:
    """Return the text of a summary and of a check of health.

    It is fit for ``width`` characters, by default those of the terminal.
    """
    width = width or text_width()
    parts = [printable(summary.title), "", *_world(summary, width)]
    if len(summary.partnerships) > 1:
        parts += ["", *_partnerships(summary, width)]
    if findings:
        parts += ["", *_health(findings, width)]
    return "\n".join(parts)


def _health(findings: Sequence[Finding], width: int) -> list[str]:
    """Return a table of checks, and where to read what matters for them."""
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
    ]
    first = next(iter(out_of_range(findings)), findings[0].check.name)
    advice = f"what matters for each: paradiplomacy explain health.{first}"
    return [*fitted([header, *rows], width), f"{verdict(findings)}; {advice}"]


def _world(summary: Summary, width: int) -> list[str]:
    header = ("indicator", "mean", "95 % interval", "n", "unit")
    shown = headlines(summary.indicators)
    rows = [
        (name, mean(estimate), interval(estimate), f"{estimate.n:,}", estimate.unit)
        for name, estimate in shown.items()
    ]
    lines = fitted([header, *rows], width)
    left_out = len(summary.indicators) - len(shown)
    if left_out > 0:
        lines.append(f"... and {left_out} more with --json and in the tables")
    return lines


def _partnerships(summary: Summary, width: int) -> list[str]:
    """Return means by partnership and indicator, as many indicators beside each other as fit."""
    founded = summary.founded
    ids = list(founded)[:MAX_PARTNERSHIPS]
    absent = [shortened(printable(name), MAX_NAME) for name in summary.unfounded]
    missing = [f"not there in any run: {', '.join(absent)}"] if absent else []
    if not ids:
        return missing
    lines = ["by partnership: mean +- half width of its 95 % interval"]
    first = ["partnership", *(shortened(printable(identifier), MAX_NAME) for identifier in ids)]
    group: list[list[str]] = []
    for name in headlines(next(iter(founded.values()))):
        cells = [with_half_width(founded[identifier][name]) for identifier in ids]
        column = [name, *cells]
        if group and total([first, *group, column]) > width:
            lines += [*aligned([first, *group]), ""]
            group = []
        group.append(column)
    lines += aligned([first, *group])
    left_out = len(founded) - len(ids)
    if left_out > 0:
        lines.append(f"... and {left_out:,} more in the table of partnerships")
    return lines + missing
