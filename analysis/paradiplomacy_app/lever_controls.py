"""Controls of the levers that the studies name: on, off, and each of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import Tag, TagList, tags

from paradiplomacy_analysis.wording import sentence_case, words
from paradiplomacy_app.levers import concrete, levers
from paradiplomacy_app.tags import button, folded, hint
from paradiplomacy_experiments.configuration.toml_lines import starred_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy_app.controls import Panel
    from paradiplomacy_app.levers import LeverControl

LEVER_WORDS = {"off": "off", "scenario": "as in the scenario", "on": "on"}
"""How a lever can stand, and the words of its buttons."""

WHOLE = 1
"""Levers that stand open at first."""


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
