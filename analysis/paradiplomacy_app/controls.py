"""The controls of the page: each shows the value of a key on the side that is edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from htmltools import HTML, Tag, TagList, tags

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_analysis.wording import sentence_case, words
from paradiplomacy_app.choice import BASELINE, VARIANT
from paradiplomacy_app.tags import (
    UNBOUND,
    button,
    control,
    explained,
    hint,
    id_of,
    select,
)
from paradiplomacy_experiments.configuration.listing import shipped_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_app.choice import Changes, Choice
    from paradiplomacy_app.worlds import World, Worlds


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

    def control(self, key: str, label: str, place: str = "") -> HTML:
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
