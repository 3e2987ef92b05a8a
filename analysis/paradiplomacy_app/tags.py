"""Pieces that the page is made of: words with their meaning, hints, controls of a key."""

from __future__ import annotations

import hashlib
import html
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from htmltools import HTML, Tag, TagList, tags

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_app.choice import covers
from paradiplomacy_app.values import field_of
from paradiplomacy_app.worlds import declaration_of
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_results.glossary import GLOSSARY, in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paradiplomacy_app.choice import Changes
    from paradiplomacy_app.values import Field
    from paradiplomacy_app.worlds import World


UNBOUND = {"data-shiny-no-bind-input": ""}
"""Marks what is entered as none of Shiny's inputs: our script tells what is done with it."""


MOST_CONTROLS = 4_000
"""Controls that are kept as they were written: those of some pages."""


def id_of(*parts: str) -> str:
    """Return an id for an element, the same each time, whatever the names it is made of."""
    return f"x{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:16]}"


def explained(text: str, place: str) -> TagList:
    """Return a text in which the first mention of each word of the glossary tells its meaning."""
    found = TagList()
    for piece in in_pieces(tame(text)):
        if not piece.word:
            found.append(piece.text)
            continue
        about = id_of("word", place, piece.word)
        meaning = tags.span(f"{piece.word}: {GLOSSARY[piece.word]}", role="tooltip", id=about)
        found.append(
            tags.span(piece.text, meaning, class_="word", tabindex="0", aria_describedby=about)
        )
    return found


def hint(name: str, lines: Iterable[str], place: str = "") -> Tag:
    """Return a button that tells about something, on hover and where it has the focus."""
    about = id_of("hint", place, name)
    return tags.span(
        tags.button(
            "?", type="button", aria_label=f"About {tame(name)}", aria_describedby=about,
            id=f"{about}b",
        ),
        tags.span("\n".join(map(tame, lines)), role="tooltip", id=about),
        class_="hint",
    )  # fmt: skip


def about_key(key: str, world: World) -> list[str]:
    """Return what a key is, what it may be, and where its value in a world comes from."""
    declared = declaration_of(key)
    lines = []
    if declared is not None:
        facts = (declared.phrase, declared.unit and f"unit: {declared.unit}", declared.bounds)
        lines = [fact for fact in facts if fact]
    value = world.value(key)
    if value is not None:
        origin = world.scenario.origin(key)
        support = _support(origin, "" if declared is None else declared.source or "")
        lines.append(f"{toml_value(value)} here, from {origin.where()}{support}")
    return [*lines, key]


def _support(origin: Any, source: str) -> str:
    told = [*origin.evidence, *([f"assumption: {origin.assumption}"] if origin.assumption else [])]
    if not told and origin.file is None and source:
        told = [source]
    return f" ({'; '.join(told)})" if told else ""


def control(
    key: str,
    label: str,
    world: World,
    own: Changes,
    *,
    scripts: Sequence[str] = (),
    choices: Mapping[str, str] | None = None,
    value: Any = None,
    place: str = "",
) -> HTML:
    """Return the control of a key: its label, its entry, what it is, and a way back.

    ``own`` are the changes of the side that is edited; ``choices`` are offered in place of what is
    declared, ``value`` is shown in place of what the world has. ``place`` tells it from another
    control of the same key.
    """
    spec = field_of(key, declaration_of(key), scripts)
    shown = world.value(key) if value is None else value
    return _control(
        key,
        label,
        place,
        spec,
        None if shown is None else shown if isinstance(shown, str) else _plain(shown),
        None if choices is None else tuple(choices.items()),
        tuple(about_key(key, world)),
        changed=any(covers(key, each) or covers(each, key) for each, _ in own.pairs),
        mine=bool(own.under(key).pairs),
    )


@lru_cache(maxsize=MOST_CONTROLS)
def _control(
    key: str,
    label: str,
    place: str,
    spec: Field,
    shown: str | None,
    choices: tuple[tuple[str, str], ...] | None,
    lines: tuple[str, ...],
    *,
    changed: bool,
    mine: bool,
) -> HTML:
    """Return the control: an edit changes one of hundreds, the others are there already."""
    about = id_of("key", place, key)
    back = tags.button(
        "reset", type="button", class_="quiet", id=f"{about}r", data_do="unset", data_key=key,
        aria_label=f"Reset {tame(label)}",
    ) if mine else None  # fmt: skip
    row = tags.div(
        tags.label(tame(label), for_=about),
        tags.div(_entry(spec, about, key, shown, choices), class_="entry"),
        tags.span(hint(f"{label} ({key})", lines, place), back),
        class_="row changed" if changed else "row",
    )
    return HTML(row)


def _entry(
    spec: Field,
    about: str,
    key: str,
    shown: str | None,
    choices: tuple[tuple[str, str], ...] | None,
) -> Tag | TagList:
    do = {"id": about, "data-do": "set", "data-key": key, **UNBOUND}
    text = shown or ""
    if choices is not None or spec.kind == "choice":
        offered = dict(choices or {name: name for name in spec.choices})
        if shown is not None:
            offered.setdefault(shown, shown)
        return select(do, offered, text)
    if spec.kind == "check":
        return tags.input(do, type="checkbox", checked="" if text == "true" else None)
    if spec.kind == "range" and shown is not None:
        bounds = {"min": f"{spec.low:g}", "max": f"{spec.high:g}", "step": spec.step}
        return TagList(
            tags.input(do, bounds, type="range", value=text), tags.output(text, for_=about)
        )
    if spec.kind in ("range", "number"):
        bounds = {"step": spec.step, "placeholder": "not set"}
        bounds |= {} if spec.low is None else {"min": f"{spec.low:g}"}
        bounds |= {} if spec.high is None else {"max": f"{spec.high:g}"}
        return tags.input(do, bounds, type="number", value=text)
    more = {"placeholder": "2009-12"} if spec.kind == "month" else {}
    return tags.input(do, more, type="text", value=tame(text), autocomplete="off")


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else toml_value(value)


def select(attributes: Mapping[str, str], offered: Mapping[str, str], chosen: str) -> Tag:
    """Return a list to choose from; ``offered`` are the words of each value."""
    options = [
        tags.option(tame(words), value=value, selected="" if value == chosen else None)
        for value, words in offered.items()
    ]
    return tags.select({**attributes, **UNBOUND}, *options)


def button(text: str, do: str, about: str, *, pressed: bool | None = None, **data: str) -> Tag:
    """Return a button that does something; ``about`` makes its id, ``data`` goes with it."""
    return tags.button(
        text,
        {f"data-{name}": value for name, value in data.items()},
        type="button",
        id=id_of("button", do, about),
        data_do=do,
        aria_pressed=None if pressed is None else str(pressed).lower(),
    )


def folded(summary: str, place: str, *inside: Any, is_open: bool = False) -> Tag:
    """Return what stands behind a line that opens it."""
    return tags.details(
        tags.summary(summary), *inside, id=id_of("fold", place), open="" if is_open else None
    )


def escaped(text: object) -> str:
    """Return a text as it stands in HTML."""
    return html.escape(tame(text), quote=False)


def element(name: str, text: object) -> str:
    """Return the HTML of an element that holds a text: hundreds of tags would take their time."""
    return f"<{name}>{escaped(text)}</{name}>"


def _row(cells: Sequence[object]) -> str:
    head = f'<th scope="row">{escaped(cells[0])}</th>'
    return f"<tr>{head}{''.join(element('td', each) for each in cells[1:])}</tr>"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> Tag:
    """Return a table with a caption, all cells as text."""
    return tags.div(
        tags.table(
            tags.caption(caption),
            tags.thead(tags.tr([tags.th(name, scope="col") for name in columns])),
            tags.tbody(HTML("\n".join(map(_row, rows)))),
        ),
        class_="wide", tabindex="0", role="region", aria_label=caption,
    )  # fmt: skip
