"""``drivers``: what each driver does to trust and continuity, how surely, and by which path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paradiplomacy_cli import completion, options
from paradiplomacy_cli.experiment import end_on_failures, following, options_of, tell_ready
from paradiplomacy_cli.telling import reading_results
from paradiplomacy_cli.text.terminal import echo, print_table
from paradiplomacy_experiments import verbs

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_analysis.drivers import Drivers

VALUES = ("out", "workers", "replicates", "draws")
"""The options that have a value, as they are repeated in the command that completes the runs."""


@click.command()
@click.argument("scenarios", metavar="[SCENARIO]...", nargs=-1, shell_complete=completion.scenarios)
@options.number(verbs.drivers, "draws", show_default=True)
@options.number(verbs.drivers, "replicates", show_default=True)
@options.overrides(verbs.drivers)
@options.out(verbs.drivers)
@options.OVERWRITE
@options.WORKERS
@options.JSON
@options.QUIET
@click.pass_context
def drivers(
    ctx: click.Context,
    scenarios: tuple[str, ...],
    draws: int,
    replicates: int,
    overrides: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Ask what coordination, budget, participation and the regime do to trust and continuity.

    SCENARIO is the name of a scenario that ships; by default baubau-seoul, bandung-seoul, mixed and
    indonesia-korea. Each driver goes from code L to H, or from not to there, and from one end of
    its scale to the other, while all else stays as the scenario has it; then over draws of the
    prior, and with one mechanism frozen after the other. Runs go to DIR, a folder for each world,
    with the tables drivers.csv and paths.csv and the figure drivers.png beside them. Run again with
    the same settings it completes what is missing.
    """
    words = ("paradiplomacy", "drivers", *scenarios, *options_of(ctx, VALUES))
    with following(ctx, (*words, *["--json"] * as_json)) as hooks:
        finished = verbs.drivers(
            scenarios,
            overrides,
            draws=draws,
            replicates=replicates,
            out=out,
            overwrite=overwrite,
            workers=workers,
            **hooks,
        )
    for sweep in finished.sweeps.values():
        tell_ready(sweep.report)
        end_on_failures(ctx, sweep.report)
    with reading_results(ctx):
        from paradiplomacy_analysis.drivers import drivers_in
        from paradiplomacy_analysis.drivers.writing import document, write_drivers

        found = drivers_in(finished.directory, finished.worlds)
        write_drivers(found, finished.directory)
    if as_json:
        click.echo(json.dumps(document(found), indent=2, allow_nan=False))
    else:
        _tell(found)
        echo(f"\ntables and figure: {finished.directory}")


def _tell(found: Drivers) -> None:
    """Print a line for each world, driver and outcome: the effect, and what it takes to believe."""
    from paradiplomacy_analysis.drivers.effects import asked
    from paradiplomacy_analysis.finding import records

    head = ("world", "driver", "outcome", "effect", "sd", "moved", "draws", "verdict", "by way of")
    print_table(head, [_row(one, found.paths) for one in records(asked(found.effects))])
    echo(
        "\neffect: off to on, with its 95 % interval; sd: the same over the spread of runs; moved: "
        "its own state, over the\nspread of runs and ties; draws: share of the draws of the prior "
        "with the same sign; by way of: the mechanisms\nwithout which most of the effect goes"
    )


def _row(one: dict[str, Any], paths: pd.DataFrame) -> tuple[str, ...]:
    from paradiplomacy_analysis.drivers.paths import in_words

    at_most = "" if one["verdict"] != "refuted" else f" (at most {one['at_most']:.2g})"
    return (
        one["world"],
        one["driver"],
        one["outcome"],
        f"{one['effect']:+.3f} [{one['low']:+.3f}, {one['high']:+.3f}]",
        "?" if one["effect_sd"] is None else f"{one['effect_sd']:+.1f}",
        "?" if one["moved_sd"] is None else f"{one['moved_sd']:+.1f}",
        f"{one['share']:.2f}",
        f"{one['verdict']}{at_most}",
        in_words(paths, one["world"], one["driver"], one["outcome"]),
    )
