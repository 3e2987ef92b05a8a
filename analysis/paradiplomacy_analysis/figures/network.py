"""The network of cities at the start and at the end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.layout import laid_out
from paradiplomacy_analysis.figures.panels import finished, heading, key, lines_of
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GREY,
    INK,
    SIZES,
    SOCIETY,
    Size,
    inert,
    styled,
)
from paradiplomacy_results.errors import NotRecordedError, TooLargeError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.layout import Layout
    from paradiplomacy_results.reading import Results

MAX_CITIES = 100
"""Cities that find room in a network."""

RARE = 0.02
"""Share of runs below which a tie is not drawn."""

_MODES = {
    "g2g": (GOVERNMENT, None, "governments"),
    "hybrid": (GOVERNMENT, SOCIETY, "governments and NGOs"),
    "ngo_led": (SOCIETY, None, "NGOs"),
    "none": (GREY, None, "nobody"),
}
"""Colour, colour of the dashes on it, and words of each mode."""

_STARTS = {"paper": "with a paper", "none": "without a paper", "later": "founded later"}

_MARKERS = "os^DvPX*"
"""A marker for each country where the place does not tell; they begin anew where there are more."""

_NOTE = (
    "A city's size: its number of ties, at the end the mean number alive. Alive: not silent for 12"
    " months. Colour: who most often delivered in the last 24 months, where alive."
)
_NAME, _COUNTRY = 16, 22
"""Longest names of a city and of a country."""

_WIDEST = 6.0
"""Width of a tie that is alive in all runs, in lines."""


@dataclass(frozen=True)
class Edge:
    """Two cities' tie at the end: share of runs in which it is alive, and its mode."""

    cities: tuple[str, str]
    alive: float
    mode: str


@dataclass(frozen=True)
class _Frame:
    """The room of a panel: whether two stand side by side, height in inches, and limits."""

    beside: bool
    height: float
    across: tuple[float, float]
    up: tuple[float, float]


def network(results: Results, *, size: str = "slide") -> Figure:
    """Draw cities and their ties at the start and at the end.

    At the start a line is solid where there is a paper, dashed where there is none, and dotted with
    the year of its founding where the tie comes later. At the end its width is the share of runs in
    which a tie between the two cities is alive, its colour who most often carries it then; ties
    alive in under 2 % of runs are not drawn. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where no tie was ever founded, and
    :class:`~paradiplomacy_results.errors.TooLargeError` where there are more than
    :data:`MAX_CITIES` cities.
    """
    config = results.config
    if len(config["cities"]) > MAX_CITIES:
        raise TooLargeError(f"{len(config['cities']):,} cities find no room in a network")
    every = edges(results)
    if not every:
        raise NotRecordedError(f"no tie was ever founded in {results.directory}")
    look = SIZES[size]
    held = [tuple(entry["cities"]) for entry in config["partnerships"].values()]
    layout = laid_out({city: entry["country"] for city, entry in config["cities"].items()}, held)
    drawn = [edge for edge in every if edge.alive >= RARE]
    fewer = len(every) - len(drawn)
    rare = f"Ties alive in under 2 % of runs are not drawn: {fewer} of {len(every)}."
    notes = (_NOTE, rare)
    with styled(look):
        frame = _frame(layout, list(_names(results).values()), look, size)
        handles = _handles(results, layout, drawn, look)
        columns = 3 if frame.beside else 2
        lines = 8 + 1.4 * -(-len(handles) // columns) + lines_of(notes, look)
        tall = frame.height * (1 if frame.beside else 2) + look.font / 72 * lines
        figure = new_figure((look.width, tall))
        start, end = figure.subplots(*((1, 2) if frame.beside else (2, 1)))
        _draw_start(start, results, layout, look)
        _draw_end(end, results, layout, drawn, look)
        for axes in (start, end):
            axes.axis("off")
            axes.set(xlim=frame.across, ylim=frame.up, aspect="auto" if layout.columns else "equal")
            if layout.columns:
                _name_countries(axes, results, layout, look)
        heading(figure, results, finished(results), _found(results, every))
        key(figure, handles, look, columns=columns, notes=notes)
    return figure


def _frame(layout: Layout, names: Sequence[str], look: Size, size: str) -> _Frame:
    """Return a frame with room for all names, side by side on a slide where they fit so."""
    line = look.font / 72
    if layout.columns:
        height = line * (2.4 * layout.rows + 3)
        return _Frame(size == "slide", height, (-0.05, 1.05), (0.0, 1.0 + 0.6 / layout.rows))
    label = line * (0.6 * max(map(len, names)) + 1.5)
    needed = line * 1.3 * len(names) / (2.0 * math.pi)
    beside = size == "slide" and needed + label < look.width / 4.0
    height = look.width / 2.0 if beside else look.width
    reach = height / 2.0 / max(height / 2.0 - label, 0.1 * height)
    return _Frame(beside, height, (-reach, reach), (-reach, reach))


def edges(results: Results) -> list[Edge]:
    """Return every pair of cities that has a tie at the end of some run, the most alive first."""
    # Results of older versions hold the last month in dormant_share.
    silent = "dormant_at_end" if "dormant_at_end" in results.indicators else "dormant_share"
    frame = results.read("partnerships", ["run", "partnership", "mode", silent])
    runs = finished(results)
    pairs = {name: _pair(results, name) for name in frame["partnership"].unique()}
    frame = frame.assign(
        pair=frame["partnership"].astype(object).map(pairs), alive=frame[silent] == 0.0
    )
    found = []
    for _, rows in frame.groupby("pair", sort=True):
        alive = rows[rows["alive"]]
        share = alive["run"].nunique() / runs
        modes = alive["mode"].astype(str).value_counts()
        # Of modes that are equally frequent, the first of the list.
        mode = max(_MODES, key=lambda name: modes.get(name, 0)) if len(alive) else "none"
        found.append(Edge(rows["pair"].iloc[0], share, mode))
    return sorted(found, key=lambda edge: -edge.alive)


def _found(results: Results, every: Sequence[Edge]) -> str:
    """Say how many of the stated ties are alive in the end, and how many others are."""
    stated = {tuple(sorted(tie["cities"])) for tie in results.config["partnerships"].values()}
    alive = {edge.cities for edge in every if edge.alive >= 0.5}
    often = "" if finished(results) == 1 else " in half of the runs or more"
    return (
        f"Alive in the end{often}: {len(alive & stated)} of {many(len(stated), 'stated pair')} of "
        f"cities, and {len(alive - stated)} others"
    )


def _names(results: Results) -> dict[str, str]:
    cities = results.config["cities"]
    return {city: inert(entry["name"], _NAME) for city, entry in cities.items()}


def _pair(results: Results, partnership: str) -> tuple[str, str]:
    """Return the two cities of a tie, in the order of their ids; ``CITY~CITY`` names them."""
    config = results.config
    if partnership in config["partnerships"]:
        one, other = sorted(config["partnerships"][partnership]["cities"])
        return one, other
    parts = partnership.split("~")
    # The mark may stand in an id too: the place where it parts two cities counts.
    halves = [("~".join(parts[:k]), "~".join(parts[k:])) for k in range(1, len(parts))]
    one, other = sorted(next(half for half in halves if set(half) <= config["cities"].keys()))
    return one, other


def _line(axes: Axes, layout: Layout, cities: Any, **style: Any) -> None:
    xs, ys = zip(*(layout.points[city] for city in cities), strict=True)
    axes.plot(xs, ys, **{"solid_capstyle": "round", "zorder": 1, **style})


def _draw_start(axes: Axes, results: Results, layout: Layout, look: Size) -> None:
    config = results.config
    ties = dict.fromkeys(config["cities"], 0.0)
    for entry in config["partnerships"].values():
        style = _start_of(results, entry)
        _line(axes, layout, entry["cities"], **_start_style(style, look))
        for city in entry["cities"]:
            ties[city] += 1.0
        if style == "later":
            _date(axes, layout, entry["cities"], entry["founded"].split("-")[0], look)
    _draw_cities(axes, results, layout, ties, look)
    axes.set_title(f"start: {results.date_of(0)}", loc="left")


def _start_of(results: Results, entry: dict[str, Any]) -> str:
    """Tell what a tie of the scenario is at the start, one of :data:`_STARTS`."""
    if entry.get("founded") and results.month_of(entry["founded"]) > 0:
        return "later"
    return "paper" if entry.get("agreement") else "none"


def _start_style(style: str, look: Size) -> dict[str, Any]:
    return {
        "paper": {"color": INK, "linewidth": look.line * 2.0},
        "none": {"color": INK, "linewidth": look.line, "linestyle": (0, (5, 2))},
        "later": {"color": INK, "linewidth": look.line, "linestyle": (0, (1, 2))},
    }[style]


def _date(axes: Axes, layout: Layout, cities: Any, year: str, look: Size) -> None:
    """Write a year on a tie, nearer to its first city, where fewer lines cross."""
    (x0, y0), (x1, y1) = (layout.points[city] for city in cities)
    axes.text(
        x0 + 0.3 * (x1 - x0),
        y0 + 0.3 * (y1 - y0),
        year,
        ha="center",
        va="center",
        fontsize=look.font * 0.85,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": look.font * 0.1},
        zorder=2,
    )


def _draw_end(axes: Axes, results: Results, layout: Layout, drawn: list[Edge], look: Size) -> None:
    ties = dict.fromkeys(results.config["cities"], 0.0)
    for edge in drawn:
        _line(axes, layout, edge.cities, **_end_style(edge.mode, edge.alive, look))
        for city in edge.cities:
            ties[city] += edge.alive
    _draw_cities(axes, results, layout, ties, look)
    axes.set_title(f"end: {results.date_of(results.manifest.months - 1)}", loc="left")


def _end_style(mode: str, alive: float, look: Size) -> dict[str, Any]:
    colour, dashes, _ = _MODES[mode]
    width = max(_WIDEST * alive, 0.4) * look.line
    style: dict[str, Any] = {"color": colour, "linewidth": width}
    if dashes:
        pattern = {"dash_offset": 0.0, "dash_list": [look.font, look.font]}
        over = Stroke(foreground=dashes, dashes=pattern, capstyle="butt")
        style["path_effects"] = [Normal(), over]
    return style


def _draw_cities(
    axes: Axes, results: Results, layout: Layout, ties: dict[str, float], look: Size
) -> None:
    config = results.config
    countries = list(config["countries"])
    names = _names(results)
    for city, (x, y) in layout.points.items():
        place = countries.index(config["cities"][city]["country"])
        across = look.font * 0.45 * math.sqrt(1.0 + 2.0 * ties[city])
        axes.scatter([x], [y], s=across**2, marker=_marker(layout, place), color=INK, zorder=3)
        dx, dy = layout.outward[city]
        away = across / 2 + look.font * 0.5
        # Around a circle names stand like spokes, so that neighbours keep clear of each other.
        turn = math.degrees(math.atan(dy / dx)) if abs(dx) > 1e-9 else 90.0
        axes.annotate(
            names[city],
            (x, y),
            (dx * away, dy * away),
            textcoords="offset points",
            ha="left" if dx > -1e-9 else "right",
            va="center",
            rotation=turn,
            rotation_mode="anchor",
        )


def _marker(layout: Layout, country: int) -> str:
    return "o" if layout.columns else _MARKERS[country % len(_MARKERS)]


def _name_countries(axes: Axes, results: Results, layout: Layout, look: Size) -> None:
    config = results.config
    above = {x: config["cities"][city]["country"] for city, (x, _) in layout.points.items()}
    for x, country in above.items():
        name = inert(config["countries"][country]["name"], _COUNTRY)
        axes.text(x, 1.0, name, ha="center", style="italic", fontsize=look.font * 0.9)


def _handles(results: Results, layout: Layout, drawn: list[Edge], look: Size) -> list[Any]:
    """Return what lines at the start, lines at the end, and markers stand for."""
    config = results.config
    styles = {_start_of(results, entry) for entry in config["partnerships"].values()}
    modes = {edge.mode for edge in drawn}
    handles = [
        Line2D([], [], label=f"start: {words}", **_start_style(style, look))
        for style, words in _STARTS.items()
        if style in styles
    ]
    handles += [
        Line2D([], [], label=f"end: {words}", **_end_style(mode, 0.5, look))
        for mode, (*_, words) in _MODES.items()
        if mode in modes
    ]
    handles += [
        Line2D([], [], label=f"end: alive in {words} runs", **_end_style("none", share, look))
        for share, words in ((0.1, "10 % of"), (1.0, "all"))
        if drawn
    ]
    if not layout.columns:
        handles += [
            Line2D(
                [],
                [],
                color=INK,
                linestyle="none",
                marker=_marker(layout, place),
                label=inert(entry["name"], _COUNTRY),
            )
            for place, entry in enumerate(config["countries"].values())
        ]
    return handles
