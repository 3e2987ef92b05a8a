"""Commands about scenarios: list, show, check, and the schema of their files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from paradiplomacy_cli import completion, exit_codes, options
from paradiplomacy_cli.telling import say, to_be_installed
from paradiplomacy_cli.text.terminal import echo, print_listing, print_table


@click.command()
@options.JSON
def scenarios(as_json: bool) -> None:
    """List the scenarios that ship: name, title, question, where."""
    from paradiplomacy_experiments.configuration.listing import shipped_scenarios

    rows = [(one.name, one.title, one.question, str(one.path)) for one in shipped_scenarios()]
    print_listing(("name", "title", "question", "where"), rows, as_json=as_json)


@click.command()
@options.JSON
def designs(as_json: bool) -> None:
    """List the designs that ship: name, title, question, points, runs, where, what they need.

    What they need is told where it is not installed.
    """
    from paradiplomacy_experiments.design.listing import shipped_designs

    rows = [
        (
            one.name,
            one.title,
            one.question,
            one.points,
            one.runs,
            str(one.path),
            "" if one.lacks is None else to_be_installed(one.lacks),
        )
        for one in shipped_designs()
    ]
    headers = ("name", "title", "question", "points", "runs", "where", "needs")
    print_listing(headers, rows, as_json=as_json)


@click.command()
@options.SCENARIO
@options.OVERRIDES
@click.option("--origin", is_flag=True, help="Tell where each value comes from.")
@options.JSON
def show(scenario: str, overrides: tuple[str, ...], origin: bool, as_json: bool) -> None:
    """Print SCENARIO as the model sees it: all layers composed, all defaults filled in.

    What is printed is a scenario again, and gives the same configuration.
    """
    from paradiplomacy_experiments.configuration.scenario import load_scenario
    from paradiplomacy_experiments.configuration.toml_text import toml_text, toml_value
    from paradiplomacy_experiments.configuration.values import values

    loaded = load_scenario(scenario, overrides)
    if as_json:
        document: object = loaded.resolved()
        if origin:
            document = [value.as_json() for value in values(loaded)]
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    elif origin:
        rows = [
            (value.key, toml_value(value.value), value.origin.where(), value.support())
            for value in values(loaded)
        ]
        print_table(("key", "value", "origin", "evidence"), rows)
    else:
        echo(toml_text(loaded.resolved()).rstrip("\n"))


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    shell_complete=completion.scenarios_and_designs,
)
@options.OVERRIDES
@options.JSON
@options.QUIET
def check(files: tuple[str, ...], overrides: tuple[str, ...], as_json: bool) -> None:
    """Check each FILE: a path, or the name of a scenario or design that ships.

    Tells everything that is wrong, each fault with its file, line and key.
    """
    from paradiplomacy_experiments.configuration.faults import ConfigError
    from paradiplomacy_experiments.design.limits import RefusedError

    worst, found = exit_codes.OK, []
    for file in files:
        size: dict[str, int] = {}
        wrong: list[dict[str, Any]] = []
        try:
            size = _size_of(file, overrides)
            if not as_json:
                counts = ", ".join(f"{what} {count:,}" for what, count in size.items())
                echo(f"{file}: sound ({counts})")
        except ConfigError as error:
            wrong = [asdict(fault) for fault in error.faults]
            click.echo(str(error), err=True)
            worst = exit_codes.CONFIG
        except RefusedError as error:
            wrong = [{"kind": "refused", "message": str(error)}]
            click.echo(f"{file}: {error}", err=True)
            worst = worst or exit_codes.REFUSED
        found.append({"file": file, "sound": not wrong, **size, "faults": wrong})
    if as_json:
        click.echo(json.dumps(found, indent=2, allow_nan=False))
    if worst:
        raise click.exceptions.Exit(worst)


def _size_of(file: str, overrides: tuple[str, ...]) -> dict[str, int]:
    """Check a scenario or a design and say how large it is."""
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    if _is_design(file):
        from paradiplomacy_experiments.design.loading import load_design

        design = load_design(file, overrides)
        for notice in design.notices:
            say(f"{file}: {notice}")
        size = design.size
        return {"points": size.points, "replicates": size.replicates, "runs": size.runs}
    config = load_scenario(file, overrides).config
    return {
        "cities": len(config.cities),
        "partnerships": len(config.partnerships),
        "months": config.scenario.months,
    }


def _is_design(file: str) -> bool:
    """Tell a design from a scenario: by name, or by the table that each design begins with."""
    from paradiplomacy.configuration.names import closest
    from paradiplomacy_experiments.configuration.composition import SHIPPED, looks_like_path
    from paradiplomacy_experiments.configuration.faults import ConfigError
    from paradiplomacy_experiments.configuration.reading import read
    from paradiplomacy_experiments.design import DESIGNS

    if not looks_like_path(file):
        shipped = (path for folder in (DESIGNS, SHIPPED) for path in folder.glob("*.toml"))
        folders = {path.stem: path.parent for path in shipped}
        meant = file if file in folders else closest(file, folders)
        return meant is not None and folders[meant] == DESIGNS
    try:
        return "design" in read(Path(file)).table
    except ConfigError:
        return False


@click.command()
@click.option("--design", is_flag=True, help="Print that of a design file.")
def schema(design: bool) -> None:
    """Print the JSON Schema of a scenario file, or of a design file, for editors."""
    from paradiplomacy_experiments.reference.schema import design_schema, scenario_schema

    click.echo(json.dumps(design_schema() if design else scenario_schema(), indent=2))


@click.command()
@click.argument("key", required=False, default="", shell_complete=completion.keys)
@click.option(
    "--scenario",
    metavar="SCENARIO",
    shell_complete=completion.scenarios,
    help="Tell its value there, and what supports it.",
)
@options.OVERRIDES
@options.JSON
def explain(key: str, scenario: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Explain KEY: type, unit, bounds, default, meaning and source.

    KEY names a key (gate.patience), the key of an entry (cities.bandung.capacity) or of any entry
    (cities.*.capacity), or a table, whose keys are listed; without KEY, the tables of a scenario.
    Keys of a design are known too (sampler.kind). health lists what runs are checked for, compiled
    what of the model is compiled on this machine.
    """
    from paradiplomacy_experiments.reference.explanation import (
        explained,
        explained_as_json,
        explained_in,
    )

    loaded = None
    if scenario is not None:
        from paradiplomacy_experiments.configuration.scenario import load_scenario

        loaded = load_scenario(scenario, overrides)
    if as_json:
        click.echo(json.dumps(explained_as_json(key, loaded), indent=2, allow_nan=False))
        return
    lines = explained(key)
    if loaded is not None:
        lines += explained_in(key, loaded)
    echo("\n".join(lines))
