"""Explain keys in words: from the declarations, and from a scenario that uses them."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.custom_choices import BUILT_IN
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.configuration.names import closest
from paradiplomacy.configuration.targets import target_of, why_fixed
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.custom.mechanisms import steps_at, steps_of
from paradiplomacy.processes.context import TARGETS
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.evidence import cited, evidence
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.keys import (
    Declaration,
    Root,
    declarations,
    declared_path,
    elsewhere,
    names_below,
    pattern_path,
)
from paradiplomacy_experiments.configuration.reading import read
from paradiplomacy_experiments.configuration.toml_lines import key_path
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_experiments.configuration.values import Value, values
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.declarations import DesignFile, is_of_design
from paradiplomacy_experiments.inspection import health

if TYPE_CHECKING:
    from paradiplomacy.schedule import Step
    from paradiplomacy_experiments.configuration.scenario import Scenario

Path = tuple[str, ...]
_STAR = "any-id"

HEALTH = "health"
"""What stands before the name of a check."""

COMPILED = "compiled"
"""What asks for the parts of the model that are compiled."""


def explained(key: str) -> list[str]:
    """Return lines that explain ``key`` of a scenario or a design, or list what lies below it.

    ``health`` and ``health.NAME`` are no keys of a file, but what runs are checked for, and
    ``compiled`` tells what of the model is compiled. Raises :class:`ConfigError` for what is none
    of these, and for a misspelt key that stands where an id of one's own could stand.
    """
    path = _path(key)
    if path == (COMPILED,):
        from paradiplomacy_experiments.reference.compiled import compiled_parts

        return list(compiled_parts())
    if path[:1] == (HEALTH,):
        return _check(path)
    declaration = _declared(path)
    return list(_table(declaration) if declaration.is_table else _leaf(declaration))


def explained_as_json(key: str, scenario: Scenario | None = None) -> dict[str, Any]:
    """Return what :func:`explained` and :func:`explained_in` tell, as plain data.

    A key has its declaration, a table also the ``keys`` in it, health its ``checks``; ``values``
    are those in the ``scenario``. Of what is compiled there are lines of text.
    """
    path = _path(key)
    if path == (COMPILED,):
        lines = explained(key) + ([] if scenario is None else explained_in(key, scenario))
        return {"key": key, "lines": lines}
    if path[:1] == (HEALTH,):
        _check(path)
        checks = (check for check in health.CHECKS if check.name == path[-1] or len(path) == 1)
        return {"key": key, "checks": [check.as_json() for check in checks]}
    declaration = _declared(path)
    document = declaration.as_json()
    if declaration.is_table:
        document["keys"] = [child.as_json() for child in _below(declaration)]
    if scenario is not None:
        document["values"] = [value.as_json() for value in _values_in(path, scenario)]
    return document


def _declared(path: Path) -> Declaration:
    declared = declared_path(path, _root(path))
    if declared is None:
        raise ConfigError([_unknown(path)])
    _check_entry(path, declared)
    return declarations(_root(path))[declared]


def _root(path: Path) -> Root:
    """Return what a key belongs to: a design, or a scenario."""
    return DesignFile if path and is_of_design(path) else WorldConfig


def explained_in(key: str, scenario: Scenario) -> list[str]:
    """Return lines that tell the values of ``key`` in ``scenario``, and what supports them.

    Of ``compiled`` they tell what of its custom files is.
    """
    path = _path(key)
    if path == (COMPILED,):
        from paradiplomacy_experiments.reference.compiled import compiled_in

        return list(compiled_in(scenario.name, scenario.custom))
    found = _values_in(path, scenario)
    lines = [f"in {scenario.name}:"]
    for value in found:
        lines += _value(value)
    lines += _rows({name for value in found for name in value.origin.evidence})
    return lines if found else [f"{lines[0]} not given"]


def _values_in(path: Path, scenario: Scenario) -> list[Value]:
    _check_ids(path, scenario.resolved())
    return [value for value in values(scenario) if _lies_under(value.path, path)]


def _check(path: Path) -> list[str]:
    names = [check.name for check in health.CHECKS]
    if len(path) == 1 or (len(path) == 2 and path[1] in names):
        return health.explained(*path[1:])
    suggestion = closest(path[1], names)
    key = f"{HEALTH}.{suggestion}" if suggestion else None
    fault = Fault(
        "unknown_key", ".".join(path), "no such check", suggestion=key, allowed=tuple(names)
    )
    raise ConfigError([fault])


def _path(key: str) -> Path:
    """Split a dotted key in which a star stands for any id."""
    if not key:
        return ()
    path = key_path(".".join(_STAR if part == "*" else part for part in key.split(".")))
    if path is None:
        raise ConfigError([Fault("bad_format", key, "is no dotted key")])
    return tuple("*" if part == _STAR else part for part in path)


def _unknown(path: Path) -> Fault:
    """Say which part of ``path`` is not known, and what was probably meant."""
    root = _root(path)
    depths = range(len(path))
    depth = next(depth for depth in depths if declared_path(path[: depth + 1], root) is None)
    around = declared_path(path[:depth], root) or ()
    allowed = names_below(around, root) if depth else known_keys()
    suggestion = closest(path[depth], allowed)
    key = pattern_path((*path[:depth], suggestion)) if suggestion else elsewhere(path[-1], root)
    return Fault("unknown_key", pattern_path(path), "unknown key", suggestion=key, allowed=allowed)


def known_keys() -> tuple[str, ...]:
    """Return what the first part of a key may be."""
    of_files = (*names_below(()), *names_below((), DesignFile))
    return tuple(dict.fromkeys((*of_files, HEALTH, COMPILED)))


def _check_entry(path: Path, declared: Path) -> None:
    """Refuse a last part that looks like a key of an entry, and is the id of none that ships."""
    if not path or declared[-1] != "*" or path[-1] == "*":
        return
    root = _root(path)
    allowed = names_below(declared, root)
    meant = closest(path[-1], allowed)
    if meant is not None and path not in _shipped_entries():
        key = pattern_path((*declared, meant))
        raise ConfigError(
            [Fault("unknown_key", dotted(path), "unknown key", suggestion=key, allowed=allowed)]
        )


@cache
def _shipped_entries() -> frozenset[Path]:
    """Return the paths of all tables in the files that ship."""
    files = (path for folder in (SHIPPED, DESIGNS) for path in folder.glob("*.toml"))
    return frozenset(entry for file in files for entry in _tables(read(file).table))


def _tables(table: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    for name, below in table.items():
        if isinstance(below, Mapping):
            yield (*path, name)
            yield from _tables(below, (*path, name))


def _leaf(declaration: Declaration) -> Iterator[str]:
    yield declaration.key
    around = declarations(_root(declaration.path))[declaration.path[:-1]]
    yield f"  {declaration.phrase or around.phrase}"
    yield f"  type     {declaration.type}"
    for name in ("unit", "bounds", "source"):
        text = getattr(declaration, name)
        if text:
            yield f"  {name:8} {text}"
    yield f"  default  {_default(declaration)}"
    yield from _rows(cited(declaration.source or ""))
    if _root(declaration.path) is WorldConfig:
        yield f"  in a run {_in_a_run(declaration)}"
    matters = health.checks_that_depend_on(declaration.key)
    if matters:
        yield f"  matters for  {', '.join(f'health.{name}' for name in matters)}"
    if declaration.path[:1] == ("mechanisms",):
        for variant in REGISTRY[declaration.path[1]].variants:
            yield f"  = {variant.name}: {variant.summary} [{variant.source}]"
        yield from _own_mechanism(declaration.path[1])
    elif declaration.path[:1] == ("classes",):
        yield from _behaviours(declaration.path[1])
    elif declaration.path == ("events", "*", "field"):
        yield from (f"  = {target}" for target in TARGETS)
        yield "  = a parameter, like trust.negativity"
    elif declaration.choices:
        yield f"  choices  {', '.join(declaration.choices)}"


def _in_a_run(declaration: Declaration) -> str:
    """Say whether a key may change in a run, and why not."""
    if target_of(declaration.key) is not None:
        return "may change, by a timeline or an event"
    return f"cannot change, because {why_fixed(declaration.key)}"


def _rows(names: Collection[str]) -> list[str]:
    """Tell what the rows of evidence say that are named, in the order of the tables."""
    return [f"  {row}" for name, row in evidence().items() if name in names]


def _own_mechanism(process: str) -> Iterator[str]:
    """Tell how a file of one's own may stand in the place of a variant."""
    yield "  = FILE.py: a custom mechanism, a file in the folder of the scenario (for one that"
    yield "    ships, the current folder); it defines one of these functions or more, each in the"
    yield "    place of a step; the other steps run in the default variant:"
    for step in steps_of(process):
        takes = ", ".join(inspect.signature(step.rule).parameters)
        yield f"    {step.behaviour}({takes}): {_first_line(step)}"


def _behaviours(table: str) -> Iterator[str]:
    """Tell how a class of one's own may stand for the agents of a table."""
    yield f"  = {BUILT_IN}: the agents of the model"
    yield "  = FILE.py: a file in the folder of the scenario (for one that ships, the current"
    yield "    folder) with one subclass, which runs on the Mesa engine; it overrides any of these:"
    for step in steps_at(table):
        yield f"    {step.behaviour}(self): {_first_line(step)}"


def _first_line(step: Step) -> str:
    return (step.rule.__doc__ or "").split("\n")[0].replace("``", "")


def _default(declaration: Declaration) -> str:
    if declaration.required:
        return "none: required"
    return "none" if declaration.default is None else toml_value(declaration.default)


def _table(declaration: Declaration) -> Iterator[str]:
    """Tell what a table is, and each key directly below it in a line."""
    yield f"{declaration.key or 'a scenario'}: {declaration.phrase}"
    below = _below(declaration)
    if len(below) == 1 and below[0].path[-1] == "*" and below[0].is_table:
        below = _below(below[0])
    width = max((len(child.key) for child in below), default=0)
    for child in below:
        yield f"  {child.key:{width}}  {child.phrase or child.bounds}"


def _below(declaration: Declaration) -> list[Declaration]:
    root = _root(declaration.path)
    names = names_below(declaration.path, root)
    return [declarations(root)[(*declaration.path, name)] for name in names]


def _check_ids(path: Path, tables: Mapping[str, Any]) -> None:
    """Refuse an id that the scenario does not have."""
    here: Any = tables
    for depth, part in enumerate(path):
        declared = declared_path(path[: depth + 1])
        if part == "*" or not isinstance(here, Mapping) or declared is None:
            return
        if declared[-1] == "*" and part not in here:
            key = dotted(path[: depth + 1])
            message = "there is no such entry in the scenario"
            suggestion = closest(part, here)
            raise ConfigError(
                [Fault("unknown_key", key, message, suggestion=suggestion, allowed=tuple(here))]
            )
        here = here.get(part, {})


def _lies_under(path: Sequence[str], pattern: Sequence[str]) -> bool:
    return len(path) >= len(pattern) and all(
        wanted in ("*", part) for part, wanted in zip(path, pattern, strict=False)
    )


def _value(value: Value) -> Iterator[str]:
    yield f"  {value.key} = {toml_value(value.value)}  ({value.origin.where()})"
    if value.support():
        yield f"    {value.support()}"
