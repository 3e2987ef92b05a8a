"""What is declared of state, configuration, indicators and events, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy import randomness
from paradiplomacy.configuration import change_config, dates, regimes, synthetic, world_config
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.indicators import PARTNERSHIP, WORLD, of_level
from paradiplomacy.initialisation.capacity import NEW_TIES_AT_LEAST, NEW_TIES_PER_CITY
from paradiplomacy.parameters import Parameters
from paradiplomacy.state.codes import (
    DOSSIER_SLOTS,
    ENGAGED_SLOTS,
    EVENT_KINDS,
    EVENT_MEANINGS,
    INSTRUMENTS,
    PROGRAMME_SLOTS,
)
from paradiplomacy.state.fields import specs
from paradiplomacy.state.run import Mechanisms
from paradiplomacy.state.world import ENTITIES, VECTORS
from tools.odd.markdown import code, codes, default, folded, interval, schema_bounds, table
from tools.odd.parts import modules_of
from tools.rules_as_trees import readers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.parameters.declare import Section
    from paradiplomacy.state.fields import Entity, FieldSpec

LINKS = ("index", "key", "tickets")
"""Units of the fields that say where something is, not what it is like."""

SECTIONS: tuple[type[Section], ...] = (
    world_config.ScenarioHeader,
    world_config.SectorConfig,
    world_config.CountryConfig,
    regimes.Regime,
    regimes.StageConfig,
    regimes.RequiredShare,
    regimes.FastTrack,
    regimes.RegimeChoice,
    world_config.CityConfig,
    world_config.LeaderConfig,
    world_config.NGOConfig,
    world_config.PartnershipConfig,
    world_config.AgreementConfig,
    change_config.EventConfig,
    change_config.TimelineConfig,
    synthetic.SyntheticConfig,
)
"""The tables of a configuration, parameters and mechanisms apart."""


def declared_fields() -> Mapping[str, Mapping[str, FieldSpec]]:
    """Return what is declared of every field, by entity; tables of numbers are those of World."""
    return {entity.__name__: specs(entity) for entity in ENTITIES} | {"World": VECTORS}


def state() -> dict[str, str]:
    """Return a table of the state of each entity, and one of the plain numbers."""
    found = {
        f"state {entity.__name__}": _entity(entity)
        for entity in ENTITIES
        if entity is not Mechanisms
    }
    found["state numbers"] = _fields("World", VECTORS)
    return found


def _entity(entity: type[Entity]) -> str:
    declared = specs(entity)
    own = {name: spec for name, spec in declared.items() if spec.unit not in LINKS}
    links = {name: spec for name, spec in declared.items() if spec.unit in LINKS}
    meaning = (entity.__doc__ or "").partition("\n")[0]
    parts = [f"{meaning} Table `{entity.table}`."]
    if own:
        parts.append(_fields(entity.__name__, own))
    if links:
        parts.append(
            folded(f"Links and bookkeeping ({len(links)} fields)", _fields(entity.__name__, links))
        )
    return "\n\n".join(parts)


def _fields(owner: str, declared: Mapping[str, FieldSpec]) -> str:
    rows = [
        (
            code(name) + (f" × {spec.size}" if spec.size else ""),
            spec.meaning,
            spec.unit,
            interval(spec.low, spec.high),
            code(spec.config),
            _readers(owner, name, spec),
        )
        for name, spec in declared.items()
    ]
    return table(("field", "meaning", "unit", "bounds", "config key", "read by"), rows)


def _readers(owner: str, name: str, spec: FieldSpec) -> str:
    told = ", ".join(readers().get((owner, name), ()))
    if not spec.output:
        return told
    return f"output only ({told})" if told else "output only"


def room() -> str:
    """Return a table of how much of what has room in a world."""
    rows = [
        ("programmes under way in one tie, from proposal to end", str(PROGRAMME_SLOTS)),
        ("papers asked for at a time in one tie", str(DOSSIER_SLOTS - PROGRAMME_SLOTS)),
        ("NGOs engaged in one tie", str(ENGAGED_SLOTS)),
        (
            "ties founded during a run",
            f"{NEW_TIES_PER_CITY} for each city and {NEW_TIES_AT_LEAST} more, if there are pairs",
        ),
        ("months of a run", str(dates.MAX_MONTHS)),
    ]
    return table(("what", "at most"), rows)


def parameters(name: str) -> str:
    """Return a table of the parameters of one section."""
    section: Any = Parameters.model_fields[name].annotation
    rows = [
        (
            code(f"{name}.{key}"),
            node.get("description", ""),
            default(node),
            schema_bounds(node),
            node["unit"],
            node["source"],
        )
        for key, node in section.model_json_schema()["properties"].items()
    ]
    return table(("parameter", "meaning", "value", "bounds", "unit", "source"), rows)


def support() -> str:
    """Return a table that counts what the values of the parameters rest on."""
    rows = []
    totals = [0, 0, 0]
    for name, info in Parameters.model_fields.items():
        section: Any = info.annotation
        counts = [0, 0, 0]
        for node in section.model_json_schema()["properties"].values():
            counts[_support(node["source"])] += 1
        totals = [total + part for total, part in zip(totals, counts, strict=True)]
        rows.append((name, *map(str, (sum(counts), *counts))))
    rows.append(("**all**", *(f"**{part}**" for part in (sum(totals), *totals))))
    heads = ("table", "values", "assumption or trial", "measured in the model", "cited source")
    return table(heads, rows)


def _support(source: str) -> int:
    if source.startswith("measured"):
        return 1
    return 0 if "assumption" in source or "pilot" in source else 2


def configuration() -> dict[str, str]:
    """Return a table of the keys of each table of a configuration."""
    return {f"config {section.__name__}": _section(section) for section in SECTIONS}


def _section(section: type[Section]) -> str:
    required = {name for name, info in section.model_fields.items() if info.is_required()}
    rows = []
    for name, node in section.model_json_schema()["properties"].items():
        inner = next((part for part in node.get("anyOf", ()) if part.get("type") != "null"), node)
        meaning = section.model_fields[name].description or ""
        value = "required" if name in required else default(node)
        rows.append(
            (
                code(name),
                meaning,
                value,
                schema_bounds(inner) if "$ref" not in inner else "",
                node.get("unit", ""),
                node.get("source", ""),
            )
        )
    return table(("key", "meaning", "default", "bounds", "unit", "source"), rows)


def presets(known: Mapping[str, regimes.Regime]) -> str:
    """Return a table of some regimes, and one of their stages in the order of each chain."""
    rows = []
    for name, regime in known.items():
        local = sum(stage.local for stage in regime.stages.values())
        row = (
            code(name),
            str(len(regime.stages)),
            f"{local} / {len(regime.stages) - local}",
            "yes" if regime.fast_track.enabled else "no",
            default({"default": regime.top_down_share}),
        )
        rows.append(row)
    heads = ("regime", "stages", "in the city / central", "fast track", "top-down share")
    return table(heads, rows) + "\n\n" + _stages(known)


def _stages(known: Mapping[str, regimes.Regime]) -> str:
    rows: list[tuple[str, ...]] = []
    for name, regime in known.items():
        chain = sorted(regime.stages.items(), key=lambda item: (item[1].position, item[0]))
        rows += [
            (
                code(name),
                code(stage),
                entry.owner,
                "each city" if entry.local else "country",
                " / ".join(
                    default({"default": getattr(entry.required_share, instrument)})
                    for instrument in INSTRUMENTS
                ),
                default({"default": entry.service_rate}),
                default({"default": entry.background_load}),
                default({"default": entry.threshold}),
                "none" if entry.local else str(entry.returns_allowed),
                "yes" if entry.skippable else "no",
            )
            for stage, entry in chain
        ]
    heads = (
        "regime",
        "stage",
        "owner",
        "desk of",
        "must pass (programme / LoI / MoU)",
        "service",
        "load",
        "threshold",
        "returns",
        "skippable",
    )
    return table(heads, rows)


def indicators() -> dict[str, str]:
    """Return a table of the indicators of each level."""
    return {
        f"indicators {level}": table(
            ("indicator", "formula in words", "unit", "bounds", "of a run"),
            (
                (
                    code(item.name),
                    item.formula,
                    item.unit,
                    interval(item.low, item.high),
                    item.summary,
                )
                for item in of_level(level).values()
            ),
        )
        for level in (PARTNERSHIP, WORLD)
    }


def events() -> str:
    """Return a table of the kinds of event: what happens, and which processes log it."""
    loggers = {name: logged_by(name) for name in REGISTRY}
    rows = [
        (code(kind), meaning, ", ".join(name for name in loggers if kind in loggers[name]))
        for kind, meaning in EVENT_MEANINGS.items()
    ]
    return table(("kind of event", "what happens", "logged by"), rows)


def logged_by(process: str) -> list[str]:
    """List the kinds of event that a process logs: those whose codes its modules know."""
    names = set().union(*(vars(module) for module in modules_of(process)))
    return [kind for kind in EVENT_KINDS if kind.upper() in names]


def streams() -> str:
    """Return a table of the streams of random numbers by the process that draws from them."""
    known = {
        name
        for name, value in vars(randomness).items()
        if name.isupper() and type(value) is int and not name.startswith("_")
    }
    rows = []
    for process in REGISTRY:
        names = set().union(*(vars(module) for module in modules_of(process)))
        rows.append((process, codes(sorted(known & names)) or "none"))
    return table(("process", "streams"), rows)
