"""``patterns``: run the designs of the patterns, and score what comes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paradiplomacy_cli import completion, options
from paradiplomacy_cli.experiment import end_on_failures, following, options_of, tell_ready
from paradiplomacy_cli.telling import reading_results, refusals, remark
from paradiplomacy_cli.text.terminal import echo, print_table
from paradiplomacy_experiments import verbs
from paradiplomacy_experiments.design.limits import MAX_REPLICATES

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_experiments.patterns import Variants

VALUES = ("out", "workers", "replicates", "seed", "draws", "calibrated")
"""The options that have a value, as they are repeated in the command that completes the runs."""

DRAWS = 50
"""Draws of the prior by default."""

REPLICATES_OF_A_DRAW = 20
"""Replicates of each world under each draw, by default."""

PRIOR, CALIBRATED = "prior", "calibrated"


@click.command()
@click.option(
    "--pattern",
    "names",
    metavar="ID",
    multiple=True,
    shell_complete=completion.patterns,
    help="Pattern to score, as F01 or N1; may be repeated. By default all.",
)
@click.option(
    "--ablate",
    is_flag=True,
    help="Also with each mechanism neutral, each rival, and each part out.",
)
@click.option(
    "--unknowns", is_flag=True, help="Also with what nobody knows, low and high, one at a time."
)
@click.option(
    "--draws",
    type=click.IntRange(2, 512),
    metavar="N",
    help=f"Also over N draws of the prior; {DRAWS} is usual.",
)
@click.option(
    "--calibrated",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take the draws from those that the record left: DIR is that of matching, or has the "
    "results of the design prior.",
)
@click.option(
    "--replicates",
    type=click.IntRange(2, MAX_REPLICATES),
    metavar="N",
    help=f"Runs of each world; by default what each design says, for draws {REPLICATES_OF_A_DRAW}.",
)
@options.number(verbs.run, "seed", show_default=True)
@options.OVERRIDES
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Result directory; by default results/patterns.",
)
@options.OVERWRITE
@options.WORKERS
@options.JSON
@options.QUIET
@click.pass_context
def patterns(
    ctx: click.Context,
    names: tuple[str, ...],
    ablate: bool,
    unknowns: bool,
    draws: int | None,
    calibrated: Path | None,
    replicates: int | None,
    seed: int,
    overrides: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Score the model against the declared patterns: F01 to F30, and the controls N1 to N4.

    Each pattern passes, fails, is inconclusive, or is not tested where what was meant to move did
    not, by its declared test; nothing is chosen after the results are seen. Runs go to DIR, a
    folder for each design, the scorecard beside them. Run again with the same settings it completes
    what is missing.
    """
    if ablate + unknowns + bool(draws or calibrated) > 1:
        raise click.UsageError("one of --ablate, --unknowns, and --draws or --calibrated")
    with reading_results(ctx):
        from paradiplomacy_analysis.patterns.measures import designs_for
        from paradiplomacy_analysis.patterns.scorecard import documents

        chosen = _known(names)
        variants = _variants(ablate=ablate, unknowns=unknowns, draws=draws, calibrated=calibrated)
    drawn_from = CALIBRATED if calibrated else PRIOR if draws else None
    if replicates is None and drawn_from:
        replicates = REPLICATES_OF_A_DRAW
    settings = [*overrides, f"design.seed={seed}"]
    if replicates is not None:
        settings.append(f"design.replicates={replicates}")
    what = drawn_from or ("ablation" if ablate else "unknowns" if unknowns else None)
    folder = _folder(ctx, out, what)
    words = _words(ctx, names)
    for name in designs_for(chosen):
        _run(ctx, name, settings, variants, folder, words, overwrite=overwrite, workers=workers)
    with reading_results(ctx):
        table, moved = _scored(chosen, folder, drawn_from)
    if as_json:
        click.echo(json.dumps(documents(table), indent=2, allow_nan=False))
    else:
        _tell(table, drawn_from)
        _tell_moves(moved)
        echo(f"\nscorecard, tables and figures: {folder}")


def _known(names: tuple[str, ...]) -> list[str]:
    from paradiplomacy_analysis.patterns import PATTERNS
    from paradiplomacy_results.names import check_names

    check_names("pattern", names, PATTERNS)
    return [name for name in PATTERNS if name in names] if names else list(PATTERNS)


def _variants(
    *, ablate: bool, unknowns: bool, draws: int | None, calibrated: Path | None
) -> Variants | None:
    """Return what the designs are run under, beside the default; None for the default alone."""
    from paradiplomacy_experiments import patterns as designs

    if ablate:
        return designs.ablations()
    if unknowns:
        return designs.unknowns()
    if calibrated is not None:
        from paradiplomacy_analysis.matching.method import left_in
        from paradiplomacy_experiments.design.stored import design_from
        from paradiplomacy_results.errors import UnfitError

        results, left = left_in(calibrated)
        if not left:
            raise UnfitError(f"{calibrated}: the record leaves no draw")
        return designs.draws_of_prior(left[: draws or DRAWS], design_from(results.manifest))
    return designs.draws_of_prior(range(draws)) if draws else None


def _folder(ctx: click.Context, out: Path | None, what: str | None) -> Path:
    from paradiplomacy_results.disk import directory_for, make_folder

    with refusals(ctx):
        folder = directory_for(out, f"patterns-{what}" if what else "patterns")
        make_folder(folder)
    return folder


def _words(ctx: click.Context, names: tuple[str, ...]) -> tuple[str, ...]:
    words = ["paradiplomacy", "patterns"]
    for name in names:
        words += ["--pattern", name]
    for flag, param in (("--ablate", "ablate"), ("--unknowns", "unknowns"), ("--json", "as_json")):
        words += [flag] * ctx.params[param]
    return (*words, *options_of(ctx, VALUES))


def _run(
    ctx: click.Context,
    name: str,
    settings: list[str],
    variants: Variants | None,
    folder: Path,
    words: tuple[str, ...],
    **how: Any,
) -> None:
    """Run one design into its folder; end the command where runs fail."""
    from paradiplomacy_experiments.patterns import pattern_design

    design = pattern_design(name, settings, variants)
    remark(f"{name}: {design.file.design.question}")
    with following(ctx, words) as hooks:
        report = verbs.sweep(design, out=folder / name, **how, **hooks).report
    tell_ready(report)
    end_on_failures(ctx, report)


def _scored(
    chosen: list[str], folder: Path, drawn_from: str | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Score the runs and write what comes of it; return the scorecard, and what variants move.

    The latter is None for the default alone, and for draws.
    """
    from paradiplomacy_analysis import load
    from paradiplomacy_analysis.patterns.measures import designs_for
    from paradiplomacy_analysis.patterns.moves import moves
    from paradiplomacy_analysis.patterns.scorecard import score
    from paradiplomacy_analysis.patterns.writing import write_scorecard

    results = {name: load(folder / name) for name in designs_for(chosen)}
    table = score(results, chosen)
    ablated = not drawn_from and len(set(table["variant"])) > 1
    moved = moves(results, table) if ablated else None
    write_scorecard(table, folder, next(iter(results.values())), drawn_from, moved)
    return table, moved


def _tell(table: pd.DataFrame, drawn_from: str | None) -> None:
    """Print a line for each pattern, and of each variant what it changes."""
    from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS
    from paradiplomacy_analysis.patterns.scorecard import (
        DEFAULT,
        documents,
        shares,
        told_of_chance,
        verdicts,
    )

    found = documents(table)
    rows = [
        (
            one["id"],
            one["verdict"],
            one["first"] or "",
            one["kind"],
            _effect(one),
            one["reading"],
            PATTERNS[one["id"]].claim,
        )
        for one in found
    ]
    heads = ("pattern", "verdict", "first measure", "kind", "what decides", "reading", "claim")
    print_table(heads, rows)
    counts = [sum(one["verdict"] == verdict for one in found) for verdict in VERDICTS]
    counted = ", ".join(f"{n} {verdict}" for n, verdict in zip(counts, VERDICTS, strict=True))
    echo(f"\n{len(found)} patterns: {counted}")
    echo(told_of_chance(table))
    if drawn_from:
        echo("")
        held = [
            (
                row["id"],
                f"{row['share']:.2f} [{row['share_low']:.2f}, {row['share_high']:.2f}]",
                *(f"{row[other]:.2f}" for other in ("inconclusive", "not_tested", "fail")),
            )
            for row in shares(table).to_dict("records")
        ]
        passed = f"share of draws in which it passes ({drawn_from})"
        print_table(("pattern", passed, "inconclusive", "not tested", "fail"), held)
        return
    wide = verdicts(table)
    for variant in wide.columns[wide.columns != DEFAULT]:
        changed = wide.index[wide[variant] != wide[DEFAULT]]
        moves = [f"{name} {wide.loc[name, variant]}" for name in changed]
        echo(f"{variant}: {', '.join(moves) or 'the same'}")


def _tell_moves(moved: pd.DataFrame | None) -> None:
    """Print what each variant moves most, in standard deviations between runs."""
    if moved is None:
        return
    rows = [
        (
            row["variant"],
            row["reading"],
            f"{row['move']:.2f} [{row['move_low']:.2f}, {row['move_high']:.2f}]",
            f"{row['outcome']}, {row['design']}: {row['world']}",
            f"{row['statistic_move']:.2f}",
            f"{row['id']}: {row['statistic']}",
        )
        for row in moved.to_dict("records")
    ]
    echo("\nwhat each moves most, in standard deviations between runs\n")
    heads = ("variant", "reading", "outcome", "which", "statistic of a pattern", "which")
    print_table(heads, rows)


def _effect(one: dict[str, Any]) -> str:
    effect, low, high = (
        "undefined" if one[key] is None else f"{one[key]:.3g}"
        for key in ("effect", "ci_low", "ci_high")
    )
    spread = "" if low == high == effect else f" [{low}, {high}]"
    return f"{effect}{spread}, claimed {one['claimed']}"
