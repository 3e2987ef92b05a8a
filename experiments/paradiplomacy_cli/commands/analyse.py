"""``analyse``: apply methods of analysis to result directories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_analysis.writing import FOLDER, write_findings
from paradiplomacy_cli import completion, options
from paradiplomacy_cli.telling import reading_results, refusals
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORIES
@options.names(verbs.analyse, "methods", "--method", completion.methods)
@options.names(verbs.analyse, "outcomes", "--outcome", completion.outcomes)
@options.option(verbs.analyse, "success", metavar="EXPRESSION")
@options.boxes(verbs.analyse)
@options.labels(verbs.analyse)
@options.partial(verbs.analyse)
@options.folder(verbs.analyse)
@options.JSON
@options.QUIET
@click.pass_context
def analyse(
    ctx: click.Context,
    directories: tuple[Path, ...],
    methods: tuple[str, ...],
    outcomes: tuple[str, ...],
    success: str | None,
    boxes: tuple[str, ...],
    labels: tuple[str, ...],
    partial: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Say what the results in each DIR tell: tables, sentences, and doubts.

    The design decides which methods are applied: contrasts where factors have levels, Sobol or
    Morris indices where it was sampled for them, discovery of conditions in a sample of a space,
    survival where ties were followed. Tables go to DIR/analysis as CSV, findings as JSON. Of
    several DIR it says too how far each lies from the first.
    """
    with reading_results(ctx):
        from paradiplomacy_analysis.labelled import home_of, opened

        several = opened(directories, labels, partial=partial)
        home = home_of(several, out)
        findings = verbs.analyse([each.results for each in several], methods, outcomes, success,
                                 boxes, labels=labels)  # fmt: skip
    if as_json:
        click.echo(json.dumps([each.as_json() for each in findings], indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.findings import report, shares

        question = several[0].results.manifest.question if len(several) == 1 else ""
        echo(shares(several) + report(findings, question or findings[-1].question))
    with refusals(ctx):  # what is printed is not lost where nothing can be written
        write_findings(findings, several, home)
    if not as_json:
        echo(f"\ntables and findings: {home / FOLDER}")
