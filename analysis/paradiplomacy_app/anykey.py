"""Find any key of a scenario by words, see what it is, and change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_app.levers import concrete
from paradiplomacy_app.tags import UNBOUND, id_of
from paradiplomacy_experiments.configuration.keys import declarations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_app.controls import Panel

MOST_FOUND = 12
"""Keys that are shown at a time."""

_ELSEWHERE = ("scenario", "synthetic", "regimes", "timelines", "indicators", "classes")
"""Tables whose keys are not for single changes of a value."""


def search_box() -> TagList:
    """Return where words are entered that a key, or what is said of it, must have."""
    about = id_of("search")
    return TagList(
        tags.label("Words of the key or of what it means", for_=about),
        tags.input(
            {"data-search": "", **UNBOUND}, id=about, type="text", autocomplete="off",
            placeholder="patience, election, language…",
        ),
    )  # fmt: skip


def matching(words: str, panel: Panel) -> list[str]:
    """Return the keys of a world that have all of some words in them or in what they mean."""
    wanted = words.lower().split()[:10]
    return list(_matching(wanted, panel)) if wanted else []


def _matching(wanted: list[str], panel: Panel) -> Iterator[str]:
    for path, declared in declarations().items():
        if declared.is_table or not path or path[0] in _ELSEWHERE:
            continue
        for key in concrete(declared.key, panel.world, panel.tie):
            text = f"{key} {declared.phrase}".lower()
            if "*" not in key and all(word in text for word in wanted):
                yield key


def found_keys(words: str, panel: Panel) -> TagList:
    """Return the controls of the keys that some words find."""
    found = matching(words, panel)
    if not found:
        return TagList(tags.p("No key has all of these words.", class_="small") if words else None)
    more = len(found) - MOST_FOUND
    told = [
        TagList(panel.control(key, key, "any"), tags.p(tame(_phrase(key)), class_="small"))
        for key in found[:MOST_FOUND]
    ]
    rest = tags.p(f"and {more} more: add a word", class_="small") if more > 0 else None
    return TagList(told, rest)


def _phrase(key: str) -> str:
    from paradiplomacy_app.worlds import declaration_of

    declared = declaration_of(key)
    return "" if declared is None else declared.phrase
