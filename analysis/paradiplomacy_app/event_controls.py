"""Controls of the events of a scenario, and forms for more of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import Tag, TagList, tags

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_analysis.wording import sentence_case, words
from paradiplomacy_app.controls import form
from paradiplomacy_app.tags import UNBOUND, button, folded, id_of, select
from paradiplomacy_app.worlds import entities
from paradiplomacy_experiments.configuration.faults import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_app.controls import Panel


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
