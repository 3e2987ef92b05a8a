"""Put values at some keys of a configuration, and leave everything beside them as it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter

from paradiplomacy.parameters.declare import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paradiplomacy.configuration.world_config import WorldConfig

Path = tuple[str, ...]


def value_at(config: WorldConfig, path: Path) -> Any:
    """Return what stands at a key; raise ``LookupError`` where nothing does."""
    node: Any = config
    for name in path:
        node = (node if isinstance(node, dict) else node.__dict__)[name]
    return node


def validator_at(config: WorldConfig, path: Path) -> Callable[[Any], Any]:
    """Return what validates a value for a key, by which it raises ``pydantic.ValidationError``.

    Raises ``LookupError`` for a key in a table that does not stand there.
    """
    *way, name = path
    parent = value_at(config, tuple(way))
    if isinstance(parent, Section):
        return _validator(parent.__class__, name, within=False)
    owner = value_at(config, tuple(way[:-1]))
    return _validator(owner.__class__, way[-1], within=True)


@cache
def _validator(section: Any, name: str, *, within: bool) -> Callable[[Any], Any]:
    """Return what validates a field of a section, or a value ``within`` the table that it is.

    Sections have no rules beside those of their fields.
    """
    field = section.model_fields[name]
    kind = get_args(field.annotation)[1] if within else field.rebuild_annotation()
    return TypeAdapter(kind, config=section.model_config).validate_python


def with_values(config: WorldConfig, values: Mapping[Path, Any]) -> WorldConfig:
    """Return ``config`` with ``values`` at their keys, not validated."""
    tables = _Tables()
    for (*way, name), value in values.items():
        node = tables
        for part in way:
            node = node.setdefault(part, _Tables())
        node[name] = value
    changed: WorldConfig = _changed(config, tables)
    return changed


class _Tables(dict[str, Any]):
    """Values by key, those of tables within as tables of this kind."""


def _changed(node: Any, changes: _Tables) -> Any:
    within = node if isinstance(node, dict) else node.__dict__
    new = {
        name: _changed(within[name], change) if isinstance(change, _Tables) else change
        for name, change in changes.items()
    }
    return node | new if isinstance(node, dict) else node.model_copy(update=new)
