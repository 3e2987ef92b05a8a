"""``analyse``: apply methods of analysis to a result directory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import load, verbs
from paradiplomacy_analysis.writing import FOLDER, write_findings
from paradiplomacy_cli import options
from paradiplomacy_cli.telling import reading_results, refusals
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORY
@options.names(verbs.analyse, "methods", "--method")
@options.names(verbs.analyse, "outcomes", "--outcome")
@options.option(verbs.analyse, "success", metavar="EXPRESSION")
@options.JSON
@click.pass_context
def analyse(
    ctx: click.Context,
    directory: Path,
    methods: tuple[str, ...],
    outcomes: tuple[str, ...],
    success: str | None,
    as_json: bool,
) -> None:
    """Say what the results in DIR tell: tables, sentences, and doubts.

    The design decides which methods are applied: contrasts where factors have levels, Sobol or
    Morris indices where it was sampled for them, discovery of conditions in a sample of a space,
    survival where ties were followed. Tables go to DIR/analysis as CSV, findings as JSON.
    """
    with reading_results(ctx):
        results = load(directory)
        findings = verbs.analyse(results, methods, outcomes, success)
    if as_json:
        click.echo(json.dumps([each.as_json() for each in findings], indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.findings import report

        echo(report(findings))
    with refusals(ctx):  # what is printed is not lost where nothing can be written
        write_findings(findings, results)
    if not as_json:
        echo(f"\ntables and findings: {directory / FOLDER}")
