"""Measure the targets of speed and memory, print them as JSON, and write RESULTS.md anew.

Rounds are interleaved: each measures every row of its group once, and ratios are taken within one
round, so that a machine whose speed drifts does not change them. Nothing here is a test: a loaded
machine gives other numbers, which is why its load is printed too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks import (
    branches,
    commands,
    edits,
    engines,
    large,
    large_analyses,
    linearity,
    memory,
    patterns,
    points,
    processes,
    rival,
    twin,
)
from benchmarks.machine import load, machine, yardstick
from benchmarks.report import report
from benchmarks.rows import measured, rounded, say
from paradiplomacy.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.rows import Group, Result

GROUPS: dict[str, Group] = {
    group.name: group
    for group in (
        engines.GROUP,
        processes.GROUP,
        twin.GROUP,
        commands.GROUP,
        edits.GROUP,
        points.GROUP,
        branches.GROUP,
        rival.GROUP,
        linearity.GROUP,
        large.ENTITIES,
        memory.GROUP,
        large_analyses.GROUP,
        large.WORLD,
        patterns.GROUP,
    )
}

RESULTS = Path(__file__).with_name("RESULTS.md")


def measure(groups: Sequence[Group], rounds: int) -> dict[str, Any]:
    """Measure groups one after the other and return everything as one document."""
    before = load()
    rows: list[Result] = []
    times: list[Mapping[str, Any]] = []
    speeds = [yardstick()]
    for group in groups:
        found, of_processes = measured(group, rounds)
        rows += found
        times += of_processes
        speeds.append(yardstick())
    return document(rows, times, rounds=rounds, before=before, speeds=speeds)


def document(
    rows: Sequence[Result],
    times: Sequence[Mapping[str, Any]],
    *,
    rounds: int,
    before: Sequence[float],
    speeds: Sequence[float],
) -> dict[str, Any]:
    """Return rows and times of processes, the costliest first, with where and when they are of."""
    return {
        "version": __version__,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "rounds": rounds,
        "machine": machine(),
        "yardstick": [rounded(speed) for speed in speeds],
        "load_before": list(before),
        "load_after": load(),
        "rows": [row.as_json() for row in rows],
        "costliest_process": times[0]["process"] if times else None,
        "processes": list(times),
    }


@click.command()
@click.option(
    "--rounds",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="How often each row is measured, but those that say once.",
)
@click.option(
    "--only",
    type=click.Choice(list(GROUPS)),
    multiple=True,
    help="Measure this group alone, and leave RESULTS.md as it is. Can be repeated.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the document to a file as well.",
)
def main(rounds: int, only: tuple[str, ...], json_file: Path | None) -> None:
    """Measure speed and memory: print one JSON document and write benchmarks/RESULTS.md."""
    chosen = [GROUPS[name] for name in GROUPS if not only or name in only]
    table = measure(chosen, rounds)
    text = json.dumps(table, indent=1)
    click.echo(text)
    if json_file is not None:
        json_file.write_text(text + "\n", "utf-8")
    if only:
        say(f"some groups only: {RESULTS.name} stays as it is")
    else:
        RESULTS.write_text(report(table, list(GROUPS.values())), "utf-8")


if __name__ == "__main__":
    main()
