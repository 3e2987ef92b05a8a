"""``matching``: rule out of the prior what the record contradicts, wave by wave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paradiplomacy_cli import completion, options
from paradiplomacy_cli.experiment import end_on_failures, following, options_of, tell_ready
from paradiplomacy_cli.telling import reading_results
from paradiplomacy_cli.text.terminal import echo, echo_found, print_table
from paradiplomacy_experiments.matching import matching as run_waves
from paradiplomacy_experiments.patterns import PRIOR

if TYPE_CHECKING:
    from paradiplomacy_analysis.finding import Finding

VALUES = ("out", "workers", "replicates", "draws")
"""The options that have a value, as they are repeated in the command that completes the runs."""


@click.command()
@click.argument("design", default=PRIOR, shell_complete=completion.designs)
@options.number(run_waves, "draws", show_default=True)
@options.number(run_waves, "replicates", show_default=True)
@options.overrides(run_waves)
@options.out(run_waves)
@options.OVERWRITE
@options.WORKERS
@options.JSON
@options.QUIET
@click.pass_context
def matching(
    ctx: click.Context,
    design: str,
    draws: int,
    replicates: int,
    overrides: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Rule out of the prior what the record contradicts, wave by wave.

    The first wave is DESIGN, by default the prior: ranges to draw from, and a scenario that names
    targets. Emulators learn from it what draws that were not run would
    do, and rule out what lies too far from the record; the next wave draws from what is left, at
    least three times. Runs go to DIR, a folder for each wave, tables and the figure matching.png
    beside them. Run again with the same settings it completes what is missing. What is left can be
    scored: paradiplomacy patterns --calibrated DIR.
    """
    words = ("paradiplomacy", "matching", design, *options_of(ctx, VALUES))
    with reading_results(ctx):
        from paradiplomacy_analysis.matching.refocusing import refocus, waves_in
        from paradiplomacy_analysis.matching.telling import waves_told
        from paradiplomacy_analysis.matching.writing import write_waves
    with following(ctx, (*words, *["--json"] * as_json)) as hooks:
        finished = run_waves(
            refocus,
            overrides,
            design=design,
            draws=draws,
            replicates=replicates,
            out=out,
            overwrite=overwrite,
            workers=workers,
            **hooks,
        )
    for sweep in finished.waves:
        tell_ready(sweep.report)
        end_on_failures(ctx, sweep.report)
    with reading_results(ctx):
        waves = waves_in(finished.directory)
        found = waves_told(waves)
        write_waves(found, waves, finished.directory)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, allow_nan=False))
    else:
        _tell(found)
        echo(f"\ntables and figure: {finished.directory}")


def _tell(found: Finding) -> None:
    """Print a line for each wave, then what was found, then the reasons to doubt it."""
    from paradiplomacy_analysis.finding import records

    head = ("wave", "draws", "emulators", "space left", "draws left", "cutoff", "true draws left")
    print_table(head, [_row(one) for one in records(found.tables["waves"])])
    echo("")
    echo_found(found)


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(one["wave"]),
        str(one["draws"]),
        str(one["emulators"]),
        f"{one['left']:.3f}",
        f"{one['draws_left']:.3f}",
        f"{one['cutoff']:.2f}",
        f"{one['survive']:.3f} [{one['low']:.3f}, {one['high']:.3f}], stated {one['stated']:.3f}",
    )
