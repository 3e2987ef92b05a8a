"""What a shell offers where a name is typed: scenarios, designs, keys, figures, methods and more.

Each function is called by click's own completion; ``experiments/COMMAND.md`` says how to switch it
on. Nothing is imported before it is asked for, and whatever goes wrong offers nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_cli.reference import COMMANDS

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

Offer = Callable[["click.Context", "click.Parameter | None", str], "list[CompletionItem]"]
"""Offer what an incomplete word may become."""

Named = tuple[str, str]
"""A name, and what it means."""


def _offering(names: Callable[[click.Context, str], Iterable[Named]], *, files: bool) -> Offer:
    """Return what offers the names that begin as the word does, or else, for ``files``, paths."""

    def offer(
        ctx: click.Context, _parameter: click.Parameter | None, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found: list[CompletionItem] = []
        with contextlib.suppress(Exception):  # a shell has no use for a traceback
            found += (
                CompletionItem(name, help=text)
                for name, text in names(ctx, incomplete)
                if name.startswith(incomplete)
            )
        return found or ([CompletionItem(incomplete, type="file")] if files else [])

    return offer


def _commands(_ctx: click.Context, _word: str) -> Iterable[Named]:
    return ((name, entry.line) for name, entry in COMMANDS.items())


def _scenarios(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_experiments.configuration.listing import shipped_scenarios

    return ((one.name, one.title) for one in shipped_scenarios())


def _designs(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_experiments.design.listing import shipped_designs

    return ((one.name, one.title) for one in shipped_designs())


def _both(ctx: click.Context, word: str) -> Iterable[Named]:
    return [*_scenarios(ctx, word), *_designs(ctx, word)]


def _figures(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_analysis.figures import FIGURES

    return ((name, spec.summary) for name, spec in FIGURES.items())


def _methods(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_analysis.methods import METHODS

    return ((name, method.summary) for name, method in METHODS.items())


def _patterns(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_analysis.patterns import PATTERNS

    return ((name, pattern.claim) for name, pattern in PATTERNS.items())


def _result_tables(_ctx: click.Context, _word: str) -> Iterable[Named]:
    from paradiplomacy_results.exporting.sheets import about
    from paradiplomacy_results.layout import TABLES

    return ((name, about(name)) for name in TABLES)


def _outcomes(ctx: click.Context, _word: str) -> Iterable[Named]:
    """Return the indicators of the directory that was named before, else those of the model."""
    directory = _subject(ctx, "directory")
    if directory is not None:
        from paradiplomacy_results.manifest import read_manifest

        known: Mapping[str, Any] = read_manifest(Path(directory)).indicators
    else:
        from paradiplomacy_results.declared import DECLARED

        known = DECLARED
    return ((name, indicator.formula) for name, indicator in known.items())


def _keys(_ctx: click.Context, word: str) -> Iterator[Named]:
    """Return the keys that ``explain`` knows, down to the next dot."""
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.design.declarations import DesignFile
    from paradiplomacy_experiments.inspection.health import CHECKS

    if "." not in word:
        yield from (("health", "what runs are checked for"), ("compiled", "what is compiled"))
    yield from ((f"health.{check.name}", check.question) for check in CHECKS if "." in word)
    for root in (WorldConfig, DesignFile):
        yield from _below(word, root, {})


def _settings(ctx: click.Context, word: str) -> Iterator[Named]:
    """Return the keys that ``--set`` takes, with the ids of the scenario that was named before.

    Behind ``=`` they are the choices of the key.
    """
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.design.declarations import DesignFile

    key, sign, _ = word.partition("=")
    if sign:
        yield from ((f"{key}={choice}", "") for choice in _choices(key))
        return
    yield from _below(word, WorldConfig, _tables(ctx))
    if _takes(ctx, "design"):
        yield from _below(word, DesignFile, {})


def _tables(ctx: click.Context) -> Mapping[str, Any]:
    scenario = _subject(ctx, "scenario")
    if scenario is None:
        return {}
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    return load_scenario(scenario).resolved()


def _subject(ctx: click.Context, name: str) -> str | None:
    """Return what a command is about, where it takes such a thing.

    Behind an option that still lacks its value, click has left it among the words not yet taken.
    """
    if not _takes(ctx, name):
        return None
    given = ctx.params.get(name)
    return next(iter(ctx.args), None) if given is None else str(given)


def _takes(ctx: click.Context, name: str) -> bool:
    return any(parameter.name == name for parameter in ctx.command.params)


def _choices(key: str) -> Iterable[str]:
    from paradiplomacy_experiments.configuration.keys import declarations, declared_path

    declaration = declarations()[declared_path(key.split(".")) or ()]
    return ("true", "false") if declaration.type == "true or false" else declaration.choices


def _below(word: str, root: Any, tables: Mapping[str, Any]) -> Iterator[Named]:
    """Return the keys in the table that ``word`` has come to; ids are those in ``tables``."""
    from paradiplomacy_experiments.configuration.keys import (
        declarations,
        declared_path,
        names_below,
    )

    *parents, _ = word.split(".")
    declared = declared_path(parents, root)
    if declared is None:
        return
    here: Any = tables
    for part in parents:
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    for name in names_below(declared, root):
        phrase = declarations(root)[(*declared, name)].phrase
        for each in (here or ["*"]) if name == "*" else [name]:
            yield ".".join([*parents, each]), phrase


commands = _offering(_commands, files=False)
scenarios = _offering(_scenarios, files=True)
designs = _offering(_designs, files=True)
scenarios_and_designs = _offering(_both, files=True)
figures = _offering(_figures, files=False)
methods = _offering(_methods, files=False)
patterns = _offering(_patterns, files=False)
result_tables = _offering(_result_tables, files=False)
outcomes = _offering(_outcomes, files=False)
keys = _offering(_keys, files=False)
settings = _offering(_settings, files=False)
