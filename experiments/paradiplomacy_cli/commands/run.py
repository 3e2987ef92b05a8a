"""``paradiplomacy run``: run a scenario, keep everything, print what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import options
from paradiplomacy_cli.experiment import command_of, end_on_failures, following, tell_ready
from paradiplomacy_cli.telling import refusals, remark, say, to_be_installed
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_experiments import verbs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.execution.runner import Report

VALUES = (
    *("replicates", "months", "seed", "engine", "out", "workers", "time_limit", "series_every"),
    *("tables", "extend", "retry_failed"),
)
"""The options that, where they are given, are repeated in the command that completes a run."""


@click.command()
@options.SCENARIO
@options.OVERRIDES
@options.number(verbs.run, "replicates", show_default=True)
@options.option(verbs.run, "months", type=int, metavar="N")
@options.number(verbs.run, "seed", show_default=True)
@options.ENGINE
@options.out(verbs.run)
@options.OVERWRITE
@options.EXTEND
@options.RETRY_FAILED
@options.WORKERS
@options.TIME_LIMIT
@options.option(verbs.run, "events", "--events/--no-events")
@options.listed(verbs.run, "tables", metavar="NAME,NAME")
@options.number(verbs.run, "series_every", metavar="MONTHS")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@options.JSON
@options.QUIET
@click.pass_context
def run(
    ctx: click.Context,
    scenario: str,
    overrides: tuple[str, ...],
    replicates: int,
    months: int | None,
    seed: int,
    engine: str | None,
    out: Path | None,
    overwrite: bool,
    extend: bool,
    retry_failed: bool,
    workers: int | None,
    time_limit: int,
    events: bool | None,
    tables: tuple[str, ...],
    series_every: int | None,
    no_figures: bool,
    as_json: bool,
) -> None:
    """Run SCENARIO many times, write a result directory, and print a summary.

    Run again with the same settings it completes what is missing, and changes nothing else.
    """
    with following(ctx, _command(ctx)) as hooks:
        finished = verbs.run(
            scenario,
            overrides,
            replicates=replicates,
            months=months,
            seed=seed,
            engine=engine,
            out=out,
            overwrite=overwrite,
            extend=extend,
            retry_failed=retry_failed,
            workers=workers,
            time_limit=time_limit,
            events=events,
            tables=tables,
            series_every=series_every,
            **hooks,
        )
    tell_ready(finished.report)
    with refusals(ctx):
        summary, findings = finished.summary, finished.health
    if as_json:
        document = summary.as_json() | {"health": [finding.as_json() for finding in findings]}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.summary import report as text_of

        echo(text_of(summary, findings=findings))
    _tell_kept(finished.report, ctx)
    _tell_where(ctx, finished.report, figures=not no_figures, aside=as_json)
    end_on_failures(ctx, finished.report)


def _command(ctx: click.Context) -> tuple[str, ...]:
    """Return the command that completes this run, as words."""
    words = command_of(ctx, "run", "scenario", VALUES)
    if ctx.params["events"] is not None:
        words.append("--events" if ctx.params["events"] else "--no-events")
    words += ["--no-figures"] if ctx.params["no_figures"] else []
    words += ["--json"] if ctx.params["as_json"] else []
    return tuple(words)


def _tell_kept(report: Report, ctx: click.Context) -> None:
    """Say what was left out for the size of the experiment, and how to have it all the same."""
    from paradiplomacy_experiments.execution.plan import NO_EVENTS

    step = report.manifest.series_every
    if ctx.params["series_every"] is None and step > 1:
        remark(f"series: every {step} months, since the runs are many; --series-every 1 keeps all")
    if ctx.params["events"] is None and report.manifest.events == NO_EVENTS:
        remark("events: none are recorded in so large a world; --events records them")


def _tell_where(ctx: click.Context, report: Report, *, figures: bool, aside: bool) -> None:
    """Draw the figures and say where everything is and what to look at next."""
    directory = report.directory
    tell = remark if aside else echo
    drawn = _draw(ctx, directory) if figures else []
    lines = ["", f"results: {directory}"]
    if drawn:
        names = ", ".join(path.name for path in drawn[:3])
        more = f" and {len(drawn) - 3} more" if len(drawn) > 3 else ""
        lines.append(f"figures: {directory / 'figures'} ({names}{more})")
        lines += _where_to_look(drawn)
    call = f"paradiplomacy.load({str(directory)!r})"
    tables = ", ".join(f".{table}" for table in report.manifest.layout.tables)
    lines.append(f"tables in Python: {call}{tables}")
    tell("\n".join(lines))


def _where_to_look(drawn: Sequence[Path]) -> Iterator[str]:
    """Name the figures that tell most: who carries each tie, and how one run came about."""
    from paradiplomacy_analysis.figures import FIGURES

    for words, name in (("look first at", "carriers"), ("and then at", "history")):
        path = next((path for path in drawn if path.stem.startswith(name)), None)
        if path is not None:
            yield f"{words} {path}: {FIGURES[name].summary}"


def _draw(ctx: click.Context, directory: Path) -> list[Path]:
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_results.disk import inner_folder

    try:
        from paradiplomacy_analysis import load
        from paradiplomacy_analysis.figures import FOLDER, write_figures

        with refusals(ctx), RunProgress() as progress:
            folder = inner_folder(directory, FOLDER)
            return write_figures(load(directory), folder, analysed=False, drawing=progress.drawing)
    except ModuleNotFoundError as error:  # the runs are there, and their summary is told
        say(f"no figures are drawn: they need {to_be_installed(str(error.name))}")
        return []
