"""Turn tables read from TOML into layers of annotated values, and lay one over another.

A value may stand bare or with what supports it::

    capacity = 0.25
    capacity = { value = 0.25, evidence = ["E65"], assumption = "code L" }

Tables merge, everything else replaces; a table that is itself the value of an annotation replaces.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.evidence import known_ids
from paradiplomacy_experiments.configuration.faults import OVERRIDES, Fault, dotted
from paradiplomacy_experiments.configuration.toml_lines import Lines
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]
ANNOTATION_KEYS = ("value", "evidence", "assumption")
_LARGEST = 2**63


@dataclass(frozen=True)
class Origin:
    """Where a value comes from and what supports it."""

    source: Literal["file", "overrides", "default"]
    file: str | None = None
    line: int | None = None
    evidence: tuple[str, ...] = ()
    assumption: str | None = None

    def where(self) -> str:
        """Return ``file:line``, ``default``, or how the caller gives overrides."""
        if self.file is None:
            return argument(self.source) if self.source == OVERRIDES else self.source
        return self.file if self.line is None else f"{self.file}:{self.line}"

    @property
    def file_name(self) -> str:
        """Return what stands for a file in a message."""
        return self.source if self.file is None else self.file


DEFAULT = Origin("default")


@dataclass(frozen=True)
class Leaf:
    """A value that is no table."""

    value: Any
    origin: Origin


@dataclass(frozen=True, repr=False)
class Table:
    """Named nodes; one that ``replaces`` hides what lies under it instead of merging."""

    entries: dict[str, Table | Leaf]
    origin: Origin
    replaces: bool = False

    def __repr__(self) -> str:
        """Return the names of the first entries."""
        first = ", ".join(list(self.entries)[:5])
        return f"<Table of {len(self.entries):,}: {first}>"


def merged(under: Table, over: Table) -> Table:
    """Return ``over`` laid over ``under``."""
    entries = dict(under.entries)
    for name, node in over.entries.items():
        below = entries.get(name)
        if isinstance(node, Table) and isinstance(below, Table) and not node.replaces:
            entries[name] = merged(below, node)
        else:
            entries[name] = node
    return Table(entries, over.origin, under.replaces)


def plain(node: Table | Leaf) -> Any:
    """Return the bare values of a layer."""
    if isinstance(node, Leaf):
        return node.value
    return {name: plain(entry) for name, entry in node.entries.items()}


def leaves(node: Table | Leaf, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """Yield every value of a layer with its path."""
    if isinstance(node, Leaf):
        yield path, node
        return
    for name, entry in node.entries.items():
        yield from leaves(entry, (*path, name))


def origin_of(layer: Table, path: tuple[str | int, ...]) -> Origin:
    """Return the origin of what stands at ``path``, or of the nearest table around it."""
    node: Table | Leaf = layer
    for part in path:
        if isinstance(node, Leaf) or part not in node.entries:
            break
        node = node.entries[str(part)]
    return node.origin


def positive_zero(value: Any) -> Any:
    """Return ``value``, plain zero for -0.0."""
    return 0.0 if isinstance(value, float) and value == 0.0 else value


def is_beyond_64_bits(value: Any) -> bool:
    """Tell whether ``value`` is a whole number that no 64 bits hold."""
    return isinstance(value, int) and not -_LARGEST <= value < _LARGEST


@dataclass
class LayerBuilder:
    """Build a layer from one file or setting, collecting faults on the way.

    A setting has one ``origin`` for all that it says; in a file each value has its own line.
    """

    label: str
    lines: Lines = field(default_factory=Lines)
    origin: Origin | None = None
    faults: list[Fault] = field(default_factory=list)

    def layer(self, table: dict[str, Any]) -> Table:
        """Return the layer made of ``table``."""
        return self._table(table, (), (), self._origin(()))

    def _origin(self, written: Path) -> Origin:
        return self.origin or Origin("file", self.label, self.lines.of(written))

    def _fault(self, kind: str, path: Path, written: Path, message: str, **more: Any) -> None:
        line = self._origin(written).line
        self.faults.append(Fault(kind, dotted(path), message, self.label, line, **more))

    def _table(self, table: dict[str, Any], path: Path, written: Path, origin: Origin) -> Table:
        """Convert a table; ``written`` is its path as it stands in the file."""
        entries = {
            name: self._node(value, (*path, name), (*written, name), origin)
            for name, value in table.items()
        }
        return Table(entries, origin)

    def _node(self, value: Any, path: Path, written: Path, around: Origin) -> Table | Leaf:
        """Convert a value; support given for a table around it holds for it too."""
        origin = replace(
            self._origin(written), evidence=around.evidence, assumption=around.assumption
        )
        if isinstance(value, dict) and _is_annotation(value):
            return self._annotated(value, path, written, origin)
        if isinstance(value, dict):
            return self._table(value, path, written, origin)
        if _is_regime(path) and isinstance(value, str):
            preset = Leaf(self._clean(value, path, written), origin)
            return Table({"preset": preset}, origin, replaces=True)
        return Leaf(self._clean(value, path, written), origin)

    def _annotated(
        self, table: dict[str, Any], path: Path, written: Path, origin: Origin
    ) -> Table | Leaf:
        for name in [name for name in table if name not in ANNOTATION_KEYS]:
            self._fault(
                "unknown_key",
                (*path, name),
                (*written, name),
                "unknown key of an annotation",
                suggestion=closest(name, ANNOTATION_KEYS),
                allowed=ANNOTATION_KEYS,
            )
        origin = replace(
            origin,
            evidence=self._evidence(table.get("evidence", []), path, written) or origin.evidence,
            assumption=self._assumption(table, path, written) or origin.assumption,
        )
        node = self._node(table["value"], path, (*written, "value"), origin)
        return replace(node, replaces=True) if isinstance(node, Table) else node

    def _evidence(self, ids: Any, path: Path, written: Path) -> tuple[str, ...]:
        if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
            self._fault(
                "bad_annotation",
                (*path, "evidence"),
                (*written, "evidence"),
                'evidence is a list of ids, like ["E65"]',
            )
            return ()
        for name in ids:
            if name not in known_ids():
                self._fault(
                    "unknown_evidence",
                    (*path, "evidence"),
                    (*written, "evidence"),
                    f"there is no evidence {name!r}",
                    suggestion=closest(name, sorted(known_ids())),
                )
        return tuple(ids)

    def _assumption(self, table: dict[str, Any], path: Path, written: Path) -> str | None:
        text = table.get("assumption")
        if "assumption" in table and not (isinstance(text, str) and text.strip()):
            self._fault(
                "bad_annotation",
                (*path, "assumption"),
                (*written, "assumption"),
                "an assumption is a text that says what is assumed",
            )
            return None
        return text

    def _clean(self, value: Any, path: Path, written: Path) -> Any:
        """Make -0.0 plain zero, refuse whole numbers beyond 64 bits."""
        if isinstance(value, list):
            return [self._clean(item, path, written) for item in value]
        if isinstance(value, dict):
            return {name: self._clean(item, path, written) for name, item in value.items()}
        if is_beyond_64_bits(value):
            self._fault("out_of_bounds", path, written, "a number beyond 64 bits")
        return positive_zero(value)


def _is_annotation(table: dict[str, Any]) -> bool:
    """Say whether a table is an annotated value (an entry with the id "value" is a table)."""
    if "value" not in table:
        return False
    supported = "evidence" in table or "assumption" in table
    return supported or not isinstance(table["value"], dict)


def _is_regime(path: Path) -> bool:
    """Say whether a bare text here is the short form of a regime: its preset's name."""
    return len(path) == 3 and path[0] == "countries" and path[2] == "regime"
