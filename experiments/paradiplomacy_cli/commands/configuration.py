"""Commands about scenarios: list, show, check, and the schema of their files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.options import OVERRIDES
from paradiplomacy_cli.telling import say, to_be_installed
from paradiplomacy_cli.text.terminal import echo, print_table


@click.command()
def scenarios() -> None:
    """List the scenarios that ship: name, title, question, where."""
    from paradiplomacy_experiments.configuration.listing import shipped_scenarios

    rows = [(one.name, one.title, one.question, str(one.path)) for one in shipped_scenarios()]
    print_table(("name", "title", "question", "where"), rows)


@click.command()
def designs() -> None:
    """List the designs that ship: name, title, question, points, runs, where, what they need.

    What they need is told where it is not installed.
    """
    from paradiplomacy_experiments.design.listing import shipped_designs

    rows = []
    for one in shipped_designs():
        size = f"{one.points:,}", f"{one.runs:,}"
        needs = "" if one.lacks is None else to_be_installed(one.lacks)
        rows.append((one.name, one.title, one.question, *size, str(one.path), needs))
    print_table(("name", "title", "question", "points", "runs", "where", "needs"), rows)


@click.command()
@click.argument("scenario")
@OVERRIDES
@click.option("--origin", is_flag=True, help="Tell where each value comes from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
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
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Check each FILE: a path, or the name of a scenario or design that ships.

    Tells everything that is wrong, each fault with its file, line and key.
    """
    from paradiplomacy_experiments.configuration.faults import ConfigError
    from paradiplomacy_experiments.design.limits import RefusedError

    worst = exit_codes.OK
    for file in files:
        try:
            echo(f"{file}: sound ({_size_of(file)})")
        except ConfigError as error:
            click.echo(str(error), err=True)
            worst = exit_codes.CONFIG
        except RefusedError as error:
            click.echo(f"{file}: {error}", err=True)
            worst = worst or exit_codes.REFUSED
    if worst:
        raise click.exceptions.Exit(worst)


def _size_of(file: str) -> str:
    """Check a scenario or a design and say how large it is."""
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    if _is_design(file):
        from paradiplomacy_experiments.design.loading import load_design

        design = load_design(file)
        for notice in design.notices:
            say(f"{file}: {notice}")
        size = design.size
        return f"points {size.points:,}, replicates {size.replicates:,}, runs {size.runs:,}"
    config = load_scenario(file).config
    counts = f"cities {len(config.cities)}, partnerships {len(config.partnerships)}"
    return f"{counts}, months {config.scenario.months}"


def _is_design(file: str) -> bool:
    """Tell a design from a scenario: by name, or by the table that each design begins with."""
    from paradiplomacy_experiments.configuration.composition import looks_like_path
    from paradiplomacy_experiments.configuration.faults import ConfigError
    from paradiplomacy_experiments.configuration.reading import read
    from paradiplomacy_experiments.design import DESIGNS

    if not looks_like_path(file):
        return (DESIGNS / f"{file}.toml").exists()
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
@click.argument("key", required=False, default="")
@click.option("--scenario", metavar="SCENARIO", help="Tell its value there, and what supports it.")
@OVERRIDES
def explain(key: str, scenario: str | None, overrides: tuple[str, ...]) -> None:
    """Explain KEY: type, unit, bounds, default, meaning and source.

    KEY names a key (gate.patience), the key of an entry (cities.bandung.capacity) or of any entry
    (cities.*.capacity), or a table, whose keys are listed; without KEY, the tables of a scenario.
    Keys of a design are known too (sampler.kind). health lists what runs are checked for, compiled
    what of the model is compiled on this machine.
    """
    from paradiplomacy_experiments.reference.explanation import explained, explained_in

    lines = explained(key)
    if scenario is not None:
        from paradiplomacy_experiments.configuration.scenario import load_scenario

        lines += explained_in(key, load_scenario(scenario, overrides))
    echo("\n".join(lines))
