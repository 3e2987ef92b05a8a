"""What a design keeps of the tables on request: which columns, of which ids, and how often."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.names import closest
from paradiplomacy.initialisation.names import names
from paradiplomacy.parameters.declare import Section, group
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.overrides import OVERRIDE
from paradiplomacy_experiments.configuration.validation import validate
from paradiplomacy_experiments.design.declarations import Keep
from paradiplomacy_results.layout import Chosen, requested_of
from paradiplomacy_results.requested import REQUESTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.declarations import State
    from paradiplomacy_experiments.configuration.layers import Origin
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.reading_factors import Locate

Path = tuple[str, ...]


def laid_out(keep: Keep, states: Sequence[State]) -> dict[str, Any]:
    """Return what a layout says of the tables on request: their columns, and what is chosen."""
    chosen = {table: keep.rows_of(table) for table in REQUESTED}
    columns = {table: each.columns for table, each in chosen.items() if each is not None}
    rows = {
        table: Chosen(
            every=getattr(each, "every", None), ids=None if each.ids is None else tuple(each.ids)
        )
        for table, each in chosen.items()
        if each is not None
    }
    return {
        "requested": requested_of(keep.all_tables, columns, states),
        "chosen": {table: each for table, each in rows.items() if each != Chosen()},
    }


class _Kept(Section):
    """The table of a design that says what is kept."""

    keep: Keep = group(Keep, "what is kept of each run")


def kept_of_run(table: Any, scenario: Scenario) -> dict[str, Any]:
    """Return what a plain run of ``scenario`` keeps of tables on request, checked.

    ``table`` are overrides of ``keep``. Raises :class:`ConfigError`.
    """

    def locate(path: tuple[str | int, ...]) -> Origin:  # noqa: ARG001 - an override has no line
        return OVERRIDE

    section, found = validate(_Kept, {"keep": table}, locate)
    if section is None:
        raise ConfigError(found)
    keep = section.keep
    others = [key for key in table if key not in REQUESTED]
    faults = [_fault("unknown_key", ("keep", key), _NOT_OF_A_RUN, locate) for key in others]
    faults += faults_of(keep, [scenario.config], scenario.custom.states, locate)
    if faults:
        raise ConfigError(faults)
    return {table: keep.rows_of(table) for table in REQUESTED if keep.rows_of(table) is not None}


_NOT_OF_A_RUN = "belongs to a design; a run has an argument for it, or keeps everything"


def faults_of(
    keep: Keep, worlds: Sequence[WorldConfig], states: Sequence[State], locate: Locate
) -> Iterator[Fault]:
    """Yield what is wrong with what is chosen of tables on request, in any of some worlds."""
    for table, wanted in REQUESTED.items():
        chosen = keep.rows_of(table)
        if chosen is None:
            continue
        path = ("keep", table)
        own = [state.name for state in wanted.own(states)]
        known = [*wanted.offered, *own]
        yield from _unknown(chosen.columns, (*path, "columns"), "column", known, locate)
        ids = sorted(set(chain.from_iterable(_ids(wanted.key, world) for world in worlds)))
        meant = [each for each in chosen.ids or () if not _may_come(each, wanted.key, worlds)]
        yield from _unknown(meant, (*path, "ids"), wanted.key, ids, locate)
        for key in ("columns", "ids"):
            if getattr(chosen, key) == []:
                yield _fault(
                    "empty", (*path, key), "names nothing: leave it out to keep all", locate
                )


def notices_of(keep: Keep | Mapping[str, Any], months: int) -> Iterator[str]:
    """Tell of rows that are asked for more rarely than a run has months."""
    for table in REQUESTED:
        kept = keep.rows_of(table) if isinstance(keep, Keep) else keep.get(table)
        every = getattr(kept, "every", None)
        if every is not None and every > months:
            yield (
                f"keep.{table}.every is {every:,} months and a run has {months:,}: {table} have "
                "one row, at its end"
            )


def _ids(key: str, world: WorldConfig) -> Iterable[str]:
    of = names(world)
    tables = {"city": of.cities, "ngo": of.ngos, "partnership": of.partnerships}
    return tables[key]


def _may_come(name: str, key: str, worlds: Sequence[WorldConfig]) -> bool:
    """Tell whether a tie of this name can be founded on the way: two cities, CITY~CITY."""
    one, _, other = name.partition("~")
    return key == "partnership" and any({one, other} <= world.cities.keys() for world in worlds)


def _unknown(
    given: Sequence[str] | None, path: Path, what: str, known: Sequence[str], locate: Locate
) -> Iterator[Fault]:
    for name in given or ():
        if name not in known:
            message, meant = f"there is no {what} {name!r}", closest(name, known)
            yield _fault("not_a_choice", path, message, locate, meant, tuple(known))


def _fault(
    kind: str,
    path: Path,
    message: str,
    locate: Locate,
    meant: str | None = None,
    known: tuple[str, ...] = (),
) -> Fault:
    origin = locate(path)
    return Fault(kind, dotted(path), message, origin.file_name, origin.line, meant, known)
