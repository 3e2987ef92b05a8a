"""What can be taken away: the commands of both sides, a scenario file, a design file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paradiplomacy_app.choice import BASELINE, VARIANT
from paradiplomacy_app.levers import concrete
from paradiplomacy_experiments.configuration.overrides import read_overrides
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.configuration.toml_text import toml_text, toml_value

if TYPE_CHECKING:
    from paradiplomacy_app.choice import Changes, Choice
    from paradiplomacy_app.worlds import Worlds

FACTOR = "side"
"""Name of the factor of a saved design: its levels are the two sides."""


def command_of(choice: Choice, side: str, replicates: int) -> str:
    """Return the command that makes the runs of a side, as one types it."""
    words = ["paradiplomacy", "run", choice.scenario]
    for text in choice.changes(side).texts():
        words += ["--set", text]
    if choice.months is not None:
        words += ["--months", str(choice.months)]
    words += ["--seed", str(choice.seed), "--replicates", str(replicates)]
    return shlex.join([*words, "--out", f"results/{side}"])


def scenario_text(choice: Choice, worlds: Worlds, side: str) -> str:
    """Return a side as a scenario file: what it extends, and all that is changed there."""
    tree: dict[str, Any] = {}
    for key, value in _pairs(choice.changes(side)):
        for one in concrete(key, worlds[side], ""):
            path = starred_path(one) or ()
            _put(tree, path, {"preset": value} if _is_preset(path, value) else value)
    if choice.months is not None:
        _put(tree, ("scenario", "months"), choice.months)
    head = f"# The {side} of a page that compared two worlds; what is not here is as there.\n\n"
    return head + f"extends = {toml_value([choice.scenario])}\n\n" + toml_text(tree)


def design_text(choice: Choice, worlds: Worlds, replicates: int) -> str:
    """Return both sides as a design file: a factor with two levels, on shared luck."""
    head = {
        "title": f"{worlds.baseline.config.scenario.title}: baseline and variant"[:200],
        "question": "What does the variant change?",
        "scenario": choice.scenario,
        "replicates": replicates,
        "seed": choice.seed,
    }
    settings = choice.baseline.pairs
    if choice.months is not None:
        settings = (*settings, ("scenario.months", str(choice.months)))
    alternatives = f"factors.{FACTOR}.alternatives"
    parts = [
        "# Two worlds that a page compared: the variant is the baseline and what it sets.\n",
        toml_text({"design": head}),
        _section("settings", settings),
        f"[{alternatives}.{BASELINE}]\n",
        _section(f"{alternatives}.{VARIANT}.set", choice.variant.pairs),
        toml_text({"keep": {"tables": ["series", "partnerships", "histories"]}}),
    ]
    return "\n".join(part for part in parts if part)


def _section(name: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """Return a table of changes, in their order: a later one has the last word."""
    if not pairs:
        return ""
    return "\n".join([f"[{name}]", *(f"{toml_value(key)} = {value}" for key, value in pairs), ""])


def _pairs(changes: Changes) -> list[tuple[str, Any]]:
    settings, _ = read_overrides(changes.texts())
    return [(key, value) for (key, _), (_, value) in zip(changes.pairs, settings, strict=True)]


def _is_preset(path: tuple[str, ...], value: Any) -> bool:
    return (
        len(path) == 3 and path[0] == "countries" and path[2] == "regime" and isinstance(value, str)
    )


def _put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Lay a value over a tree, as a scenario lies over another: tables merge, all else replaces."""
    for part in path[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    there = tree.get(path[-1])
    if isinstance(value, Mapping):
        into = there if isinstance(there, dict) else {}
        tree[path[-1]] = into
        for name, each in value.items():
            _put(into, (name,), each)
    else:
        tree[path[-1]] = value
