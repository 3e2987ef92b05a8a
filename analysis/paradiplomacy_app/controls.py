"""The controls of the page: each shows the value of a key on the side that is edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from htmltools import Tag, TagList, tags

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_analysis.wording import sentence_case, words
from paradiplomacy_app.choice import BASELINE, VARIANT
from paradiplomacy_app.levers import concrete, levers
from paradiplomacy_app.tags import (
    UNBOUND,
    button,
    control,
    explained,
    folded,
    hint,
    id_of,
    select,
    tame,
)
from paradiplomacy_app.worlds import entities
from paradiplomacy_experiments.configuration.faults import dotted
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.toml_lines import starred_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy.configuration.regimes import StageConfig
    from paradiplomacy_app.choice import Changes, Choice
    from paradiplomacy_app.levers import LeverControl
    from paradiplomacy_app.worlds import World, Worlds

LEVER_WORDS = {"off": "off", "scenario": "as in the scenario", "on": "on"}
"""How a lever can stand, and the words of its buttons."""

WHOLE = 1
"""Levers that stand open at first."""


@dataclass(frozen=True)
class Panel:
    """The controls of a choice; ``scripts`` are files that may hold a mechanism."""

    choice: Choice
    worlds: Worlds
    scripts: Sequence[str] = ()

    @property
    def world(self) -> World:
        """Return the side whose values are shown."""
        return self.worlds[self.choice.editing]

    @property
    def own(self) -> Changes:
        """Return what was changed on that side."""
        return self.choice.own(self.choice.editing)

    @property
    def tie(self) -> str:
        """Return the tie that is shown."""
        return self.worlds.tie(self.choice.tie)

    def control(self, key: str, label: str, place: str = "") -> Tag:
        """Return the control of a key; ``place`` tells it from another of the same."""
        return control(key, label, self.world, self.own, scripts=self.scripts, place=place)

    def name(self, table: str, entry: str) -> str:
        """Return what an entry of a table is called."""
        found = getattr(self.world.config, table).get(entry)
        return str(getattr(found, "name", None) or entry)


def case(choice: Choice, scenarios: Sequence[str]) -> TagList:
    """Return what is chosen first of all: a scenario."""
    shipped = set(shipped_names())
    offered = {name: name if name in shipped else f"{name} (in your folder)" for name in scenarios}
    offered.setdefault(choice.scenario, choice.scenario)
    about = id_of("case")
    return TagList(
        tags.label("Case or scenario", for_=about),
        select({"id": about, "data-do": "scenario"}, offered, choice.scenario),
    )


def setting(panel: Panel) -> TagList:
    """Return the tie that is shown, the length of runs, the seed, and which side is edited."""
    choice = panel.choice
    months = panel.world.config.scenario.months
    ties = panel.worlds.ties
    found = TagList()
    if len(ties) > 1:
        about = id_of("tie")
        found.append(tags.label("Tie that is shown", for_=about))
        found.append(select({"id": about, "data-do": "plain", "data-name": "tie"}, ties, panel.tie))
    found.append(_number("Months", "months", months, 1, ["Length of a run in months."]))
    found.append(
        _number(
            "Seed", "seed", choice.seed, 0, ["Seed of all random numbers: the luck of the runs."]
        )
    )
    return found


def _number(label: str, name: str, value: int, least: int, lines: Sequence[str]) -> Tag:
    about = id_of("plain", name)
    entry = tags.input(
        {"id": about, "data-do": "plain", "data-name": name, "min": str(least), **UNBOUND},
        type="number", value=str(value),
    )  # fmt: skip
    return tags.div(
        tags.label(label, for_=about),
        tags.div(entry, class_="entry"),
        hint(label, lines),
        class_="row",
    )


def editing(panel: Panel) -> TagList:
    """Return which side the controls change, and what was changed on it."""
    choice = panel.choice
    sides = {
        VARIANT: "It has what the baseline has, and what you change here.",
        BASELINE: "What both sides have in common.",
    }
    own = panel.own
    listed = [
        tags.li(
            tags.code(tame(text)), " ",
            tags.button("reset", type="button", class_="quiet", data_do="unset", data_key=key,
                        id=id_of("list", key), aria_label=f"Reset {tame(key)}"),
        )
        for text, (key, _) in zip(own.texts(), own.pairs, strict=True)
    ]  # fmt: skip
    return TagList(
        tags.div(
            [
                button(f"Change the {one}", "side", one, pressed=choice.editing == one, value=one)
                for one in sides
            ],
            class_="buttons", role="group", aria_label="Which side the controls change",
        ),
        tags.p(sides[choice.editing], class_="small"),
        tags.ul(listed) if listed else tags.p("Nothing is changed on this side.", class_="small"),
        tags.div(
            button("Reset all", "clear", choice.editing),
            button("Make the variant the baseline", "adopt", "all"),
            class_="buttons",
        ) if choice.variant.pairs or listed else None,
    )  # fmt: skip


def lever_controls(panel: Panel) -> TagList:
    """Return a fieldset for each lever that the world has: on, off, and each of its values."""
    fitting = [each for each in levers().values() if each.fits(panel.world)]
    return TagList([_lever(panel, each, at < WHOLE) for at, each in enumerate(fitting)])


def _lever(panel: Panel, lever: LeverControl, is_open: bool) -> Tag:
    stands = lever.pulled(panel.own)
    offered = [way for way in LEVER_WORDS if way == "scenario" or getattr(lever, way)]
    buttons = [
        button(LEVER_WORDS[way], "lever", f"{lever.name}|{way}", pressed=stands == way,
               lever=lever.name, way=way)
        for way in offered
    ]  # fmt: skip
    told = [
        f"{LEVER_WORDS[way]}: {_settings(values, lever.support[way])}"
        for way, values in (("off", lever.off), ("on", lever.on))
        if values
    ]
    keys = [one for key in lever.keys for one in concrete(key, panel.world, panel.tie)]
    several = len(lever.keys) > 1
    marked = "" if stands == "scenario" else f" — {LEVER_WORDS.get(stands, 'changed')}"
    return folded(
        f"{lever.label}{marked}",
        f"lever {lever.name}",
        tags.div(buttons, hint(f"{lever.label} in the studies", told), class_="buttons",
                 role="group", aria_label=f"{lever.label}, everywhere"),
        [panel.control(one, _label(panel, one, several), lever.name) for one in keys],
        is_open=is_open,
    )  # fmt: skip


def _settings(values: Mapping[str, str], support: str) -> str:
    told = ", ".join(f"{key} = {value}" for key, value in values.items())
    return f"{told} ({support})" if support else told


def _label(panel: Panel, key: str, with_key: bool) -> str:
    """Return whose a key is; of levers that set several, also which it is."""
    path = starred_path(key) or (key,)
    known = path[0] in ("cities", "countries", "ngos")
    whose = panel.name(path[0], path[1]) if known else ""
    what = words(path[-1]) if with_key or not known else ""
    return sentence_case(", ".join(part for part in (whose, what) if part))


def regimes(panel: Panel) -> TagList:
    """Return for each country of the tie its regime: a preset, and stage by stage what differs."""
    return TagList([_regime(panel, each) for each in entities(panel.world, panel.tie, "countries")])


def _regime(panel: Panel, country: str) -> Tag:
    key = dotted(("countries", country, "regime"))
    regime = panel.world.regime(country)
    name = panel.name("countries", country)
    preset = panel.world.config.countries[country].regime.preset or ""
    about = id_of("preset", country)
    presets = {each: words(each) for each in panel.world.config.regimes}
    ordered = sorted(regime.stages.items(), key=lambda pair: (pair[1].position, pair[0]))
    changed = panel.own.under(key).pairs
    return tags.div(
        tags.h3(tame(name)),
        tags.div(
            tags.label("Starts from", for_=about),
            tags.div(
                select({"id": about, "data-do": "preset", "data-country": country},
                       presets if preset else {"": "no preset", **presets}, preset),
                class_="entry",
            ),
            button("reset", "unset", key, key=key) if changed else None,
            class_="row changed" if changed else "row",
        ),
        [_stage(panel, country, each, stage) for each, stage in ordered],
        folded("Add a stage", f"add stage {country}", _stage_form(country, len(ordered))),
        folded(
            "A blend, fast track, who shapes", f"more of {country}",
            panel.control(f"{key}.fast_track.enabled", "Fast track"),
            panel.control(f"{key}.fast_track.month_value", "Month saved is worth"),
            panel.control(f"{key}.top_down_share", "Share that the centre shapes"),
            _blend(panel, key, presets),
            panel.control(f"{key}.blend", "Blend, 0 to 1"),
        ),
    )  # fmt: skip


def _blend(panel: Panel, key: str, presets: Mapping[str, str]) -> Tag:
    chosen = panel.world.scenario.config.countries[(starred_path(key) or ("", ""))[1]].regime
    return control(
        f"{key}.blend_with", "Blend with", panel.world, panel.own,
        choices={"": "nothing", **presets}, value=chosen.blend_with or "",
    )  # fmt: skip


def _stage(panel: Panel, country: str, name: str, stage: StageConfig) -> Tag:
    base = dotted(("countries", country, "regime", "stages", name))
    shares = stage.required_share
    passed = max(shares.programme, shares.loi, shares.mou) > 0.0
    own = bool(panel.own.under(base).pairs)
    whose = "local" if stage.local else "central"
    told = f"{stage.owner}, {whose}" if passed else "nobody must pass it"
    parts = [
        panel.control(f"{base}.{field}", label)
        for field, label in (
            ("service_rate", "Serves in a month"),
            ("background_load", "Share taken by others"),
            ("threshold", "Half pass at a score of"),
            ("slope", "Spread of the threshold"),
            ("returns_allowed", "Returns allowed"),
            ("skippable", "Fast track skips it"),
            ("position", "Place in the chain"),
            ("required_share.programme", "Programmes that must pass"),
            ("required_share.loi", "LoIs that must pass"),
            ("required_share.mou", "MoUs that must pass"),
        )
    ]
    return folded(
        f"{stage.position}. {tame(words(name))} ({tame(told)}){' — changed' if own else ''}",
        f"stage {country} {name}",
        tags.div(
            button("Take it out", "skip", base, country=country, stage=name) if passed else None,
            button("As it was", "unset", base, key=base) if own else None,
            class_="buttons",
        ),
        parts,
    )


def _stage_form(country: str, stages: int) -> Tag:
    return form(
        f"stage {country}",
        (
            ("name", "Name", "text", "review"),
            ("owner", "Who decides", "text", "council"),
            ("position", "Place in the chain", "number", str(10 * (stages + 1))),
            ("service_rate", "Dossiers served per city and month", "number", "0.5"),
            ("threshold", "Half pass at a score of", "number", "0.3"),
        ),
        button("Add this stage", "stage", country, country=country),
    )


def form(place: str, fields: Sequence[tuple[str, str, str, str]], *rest: Tag | None) -> Tag:
    """Return a small form: fields with name, label, type and first value, then what sends it."""
    parts: list[Tag] = []
    for name, label, kind, value in fields:
        about = id_of("form", place, name)
        more = {**UNBOUND, "step": "any"} if kind == "number" else UNBOUND
        parts.append(tags.label(label, for_=about))
        parts.append(
            tags.input(more, id=about, name=name, type=kind, value=value, autocomplete="off")
        )
    return tags.div(*parts, *rest, class_="form", data_form="")


def happening_controls(panel: Panel) -> TagList:
    """Return the events of the scenario, each with its values, and forms for more of them."""
    config = panel.world.config
    start = config.scenario.start
    year = int(start[:4]) + max(config.scenario.months // 24, 0)
    month = f"{year}-01"
    events = [_event(panel, name) for name in config.events]
    return TagList(
        events or tags.p("The scenario has no dated events.", class_="small"),
        [folded(label, f"add {kind}", each) for kind, label, each in _event_forms(panel, month)],
    )


def _event(panel: Panel, name: str) -> Tag:
    key = dotted(("events", name))
    event = panel.world.config.events[name]
    stated = panel.world.tables["events"][name]
    shown = [field for field in ("month", "change", "set", "scale", "rate", "duration")
             if field in stated and (field != "rate" or event.month is None)]  # fmt: skip
    own = bool(panel.own.under(key).pairs)
    added = any(each == key for each, _ in panel.own.pairs)
    undo = button("Take it out" if added else "As it was", "unset", key, key=key) if own else None
    return folded(
        f"{words(name)}{f', {event.month}' if event.month else ''}{' — changed' if own else ''}",
        f"event {name}",
        tags.p("Changes ", tags.code(tame(event.field)), class_="small"),
        tags.div(undo, class_="buttons") if undo else None,
        [panel.control(f"{key}.{field}", sentence_case(field)) for field in shown],
    )


def _event_forms(panel: Panel, month: str) -> Iterator[tuple[str, str, Tag]]:
    when = ("month", "Month", "text", month)
    countries = entities(panel.world, panel.tie, "countries")
    if len(countries) == 2:
        yield "incident", "Add an incident between the two states", form(
            "incident",
            (when, ("change", "Moves their relations by", "number", "-0.3"),
             ("duration", "For how many months", "number", "6")),
            *[tags.input(UNBOUND, type="hidden", name=side, value=each)
              for side, each in zip(("one", "other"), countries, strict=True)],
            button("Add this incident", "event", "incident", kind="incident"),
        )  # fmt: skip
    yield (
        "mayor",
        "Add a change of leader",
        form(
            "mayor",
            (when,),
            *_choice("mayor", "city", "City", panel, "cities"),
            button("Let the mayor leave", "event", "mayor", kind="mayor_leaves"),
        ),
    )
    regimes = {each: words(each) for each in panel.world.config.regimes}
    about = id_of("form", "reform", "regime")
    yield (
        "reform",
        "Add a reform",
        form(
            "reform",
            (when,),
            *_choice("reform", "country", "Country", panel, "countries"),
            tags.label("To", for_=about),
            select({"id": about, "name": "regime"}, regimes, "progressive"),
            button("Add this reform", "event", "reform", kind="reform"),
        ),
    )
    yield (
        "change",
        "Add another change of a value",
        form(
            "change",
            (("field", "Key", "text", ""), ("set", "Is from then on", "number", ""), when),
            button("Add this change", "event", "change", kind="change"),
        ),
    )


def _choice(place: str, name: str, label: str, panel: Panel, table: str) -> tuple[Tag, Tag]:
    about = id_of("form", place, name)
    names = {each: panel.name(table, each) for each in entities(panel.world, panel.tie, table)}
    return tags.label(label, for_=about), select({"id": about, "name": name}, names, "")


def mechanisms(panel: Panel) -> TagList:
    """Return the theory behind each process: the default, its rivals, and files of one's own."""
    found = TagList(tags.p(explained(
        "Each process runs by one published rule; its rivals are other rules for the same. A .py "
        "file in your folder may stand in the place of one.", "mechanisms"), class_="small"),
    )  # fmt: skip
    for name, process in REGISTRY.items():
        key = f"mechanisms.{name}"
        chosen = panel.world.value(key)
        said = next((each.summary for each in process.variants if each.name == chosen), "")
        found.append(panel.control(key, sentence_case(words(name))))
        found.append(tags.p(tame(said), class_="small") if said else None)
    return found
