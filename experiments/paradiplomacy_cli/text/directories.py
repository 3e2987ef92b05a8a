"""Write what was found in result directories as text for people."""

from __future__ import annotations

import shlex
import textwrap
from typing import TYPE_CHECKING

from paradiplomacy_cli.text.columns import fitted, text_width
from paradiplomacy_cli.text.quantities import amount, duration
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_experiments.inspection.summary_text import UNDEFINED, number
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_analysis.diffing import Comparison
    from paradiplomacy_experiments.inspection.integrity import Verification
    from paradiplomacy_experiments.inspection.reproduction import Reproduction
    from paradiplomacy_experiments.inspection.status import Status
    from paradiplomacy_results.pairing import IndicatorDifference

MAX_KEYS = 20
"""Differing keys that are told one by one."""

MAX_TOLD = 100
"""Characters of a value that are told."""


def status_report(found: Status) -> str:
    """Return how far a directory is, in a few lines."""
    manifest = found.manifest
    share = f" ({found.done / found.runs:.0%})" if found.done < found.runs else ""
    most = "at most " if found.at_most else ""
    runs = f"{found.done:,} of {most}{many(found.runs, 'run')}{share}, {found.failed:,} failed"
    size = f"{many(found.chunks, 'chunk')}, {amount(found.bytes)}"
    part = f", part {manifest.part}" if manifest.part else ""
    lines = [
        f"{found.directory}: {manifest.name}{part}, {manifest.title}",
        f"{manifest.status}: {runs}, {size}",
    ]
    if found.set_aside:
        was = "was" if found.set_aside == 1 else "were"
        lines.append(f"{many(found.set_aside, 'damaged file')} {was} set aside")
    if found.complete:
        lines += [f"finished {manifest.finished}", f"contents: {manifest.contents}"]
        return "\n".join(lines)
    lines.append(f"begun {manifest.started}")
    owner = found.owner
    if owner is not None:
        left = found.seconds_left
        pace = "" if left is None else f", about {duration(left)} left"
        lines.append(f"process {owner.pid} on {owner.host} is at work{pace}")
    elif manifest.command:
        lines += ["nobody is at work; to go on:", f"  {shlex.join(manifest.command)}"]
    else:
        lines.append("nobody is at work; the call that began it, made again, goes on")
    return "\n".join(lines)


def verification_report(found: Verification) -> str:
    """Return in a line whether the files of a directory are sound."""
    verdict = "sound" if not found.faults else many(len(found.faults), "fault")
    files = many(found.files, "file")
    lines = [f"{found.directory}: {found.manifest.status}, {files}, {verdict}"]
    if found.complete and not found.faults:
        lines.append(f"contents: {found.manifest.contents}")
    return "\n".join(lines)


def reproduction_report(found: Reproduction) -> str:
    """Return whether runs came out as before, where the first does not, and what may explain it."""
    size = f"{found.directory}: {found.runs:,} of {many(found.stored, 'run')} were run again"
    if found.first is None:
        lines = [f"{size}, all are equal to the bit"]
        if found.reasons:
            lines.append("although these differ from what the results were made with:")
        return "\n".join(lines + _listed(found.reasons))
    first = found.first
    lines = [
        f"{size}, {found.differing:,} differ",
        f"first: run {first.run}, row {first.row} of its rows in {first.table}",
    ]
    if not first.columns:
        lines.append("  it is there on one side only")
    lines += [
        f"  {column}: {shortened(stored, MAX_TOLD)} stored, {shortened(again, MAX_TOLD)} now"
        for column, (stored, again) in first.columns.items()
    ]
    if found.reasons:
        lines.append("these differ from what the results were made with:")
    else:
        lines.append("versions, processor and sources are those that the results were made with")
    return "\n".join(lines + _listed(found.reasons))


def comparison_report(found: Comparison, width: int | None = None) -> str:
    """Return what differs between two directories: keys, then indicators."""
    one, other = found.first, found.second
    if found.identical:
        runs = many(max(found.runs), "run")
        lines = [f"{one} and {other} are identical: {runs}, the same contents"]
        if found.keys:
            lines.append("although these differ:")
        return "\n".join(lines + _listed(found.keys))
    lines = [f"{one} and {other} differ"]
    lines += ["what went in:", *_listed(found.keys)] if found.keys else ["the same went in"]
    if found.tables:
        lines.append(f"rows differ in: {', '.join(found.tables)}")
    return "\n".join([*lines, "", *_indicators(found, width or text_width())])


def _indicators(found: Comparison, width: int) -> list[str]:
    counts = f"{many(found.runs[0], 'run')} in the first, {found.runs[1]:,} in the second"
    if found.pairs is None:
        lines = [f"{counts}, not paired: their seeds or factors differ"]
    elif not found.pairs:
        return [f"{counts}; none have the same factors and replicate"]
    else:
        lines = [f"{counts}; {many(found.pairs, 'pair')} share their random numbers"]
    apart = [each for each in found.indicators if each.differing != 0]
    if apart:
        over = "" if found.pairs is None else f" over {found.clusters}"
        lines.append(f"difference: second minus first, with its 95 % interval{over}")
        header = ("indicator", "first", "second", "difference", "95 % interval", "n", "unit")
        lines += fitted([header, *(_row(each) for each in apart)], width)
    selected = [
        f"{each.name} ({each.undefined[0]:,} and {each.undefined[1]:,})"
        for each in apart
        if each.undefined[0] != each.undefined[1]
    ]
    if selected:
        told = "runs without a value, in the first and in the second, are left out: "
        warned = "; the others may be selected"
        lines += textwrap.wrap(f"{told}{', '.join(selected)}{warned}", width)
    equal = len(found.indicators) - len(apart)
    if equal:
        lines.append(f"{equal} indicators are equal in every pair")
    return lines


def _row(each: IndicatorDifference) -> tuple[str, ...]:
    interval = "none"
    if each.ci_low is not None and each.ci_high is not None:
        interval = f"{number(each.ci_low)} to {number(each.ci_high)}"
    means = (each.first, each.second, each.difference)
    cells = (UNDEFINED if value is None else number(value) for value in means)
    return (each.name, *cells, interval, f"{each.n:,}", each.unit)


def _listed(texts: tuple[str, ...]) -> list[str]:
    more = len(texts) - MAX_KEYS
    lines = [f"  {printable(shortened(text, MAX_TOLD))}" for text in texts[:MAX_KEYS]]
    return [*lines, f"  and {more:,} more, with --json"] if more > 0 else lines
