"""Figures of the scorecard: how far patterns are from their thresholds, and what carries them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import LINES, MARKERS, TOLD, Telling
from paradiplomacy_analysis.figures.rows import Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import BAD, GREY, INK, PALE, SIZES, inert, styled
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.scorecard import DEFAULT, deciding, verdicts
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size

LOOKS = {
    "pass": (TOLD, "o"),
    "inconclusive": (GREY, "s"),
    "not tested": (INK, "D"),
    "fail": (BAD, "X"),
}
"""Colour and mark of each verdict: told apart by every kind of colour vision, and without any."""

HALF = 0.5
"""Share of draws above which a pattern passes more often than not."""

_IDS = "what each pattern claims stands in the table of the scorecard"

REACH = 6.0
"""Half-widths of an interval beyond which a mark stands at the edge."""

SIGNS = {
    "at_least": ("≥", 1.0),
    "above": (">", 1.0),
    "at_most": ("≤", -1.0),
    "below": ("<", -1.0),
    "exactly": ("=", 0.0),
    "within": ("in", 0.0),
}
"""How a condition is written, and on which side of its threshold the claim lies."""


def scorecard(table: pd.DataFrame, *, size: str = "slide") -> Figure:
    """Draw the distance of each pattern from its threshold, in half-widths of its interval.

    Of each pattern the part that decides is drawn; right of the line is the claimed side. ``table``
    is that of :func:`~paradiplomacy_analysis.patterns.scorecard.score`, its default variant.
    """
    mine = table[table["variant"] == DEFAULT]
    rows = [deciding(part) for _, part in mine.groupby("id", sort=False)]
    look = SIZES[size]
    wide = size == "slide"
    seen = [str(row["verdict"]) for row in rows]
    telling = Telling(
        "Scorecard",
        f"of {many(len(rows), 'pattern')}, {_counted(seen)}",
        ("" if wide else _IDS,),
    )
    room = _rooms([str(row["id"]) for row in rows], size)
    with styled(look):
        figure, (axes,) = row_panels([""], room, telling.lines(look, 1))
        axes.axvline(0.0, color=INK, linewidth=look.line * 0.8, zorder=1)
        for place, row in zip(room.places, rows, strict=True):
            _distance(axes, float(place), row, look)
        axes.set_xlim(-REACH - 0.6, REACH + 0.6)
        axes.set_xlabel(
            "distance from the threshold, claimed side on the right\n"
            "(half-widths of the 95 % interval; at the edge: further)"
        )
        axes.tick_params(axis="y", length=0)
        right = axes.secondary_yaxis("right")
        right.set_yticks(room.places, [_numbers(row) for row in rows])
        right.tick_params(length=0, labelsize=look.font * 0.8)
        right.spines["right"].set_visible(False)
        axes.spines["left"].set_visible(False)
        telling.write(figure, look, _key(seen), 3)
    return figure


def ablation(table: pd.DataFrame, *, size: str = "slide") -> Figure:
    """Draw the verdict of each pattern under each variant; frames show what is unlike the default.

    ``table`` is that of :func:`~paradiplomacy_analysis.patterns.scorecard.score`.
    """
    found = verdicts(table)
    patterns, variants = list(found.index), list(found.columns)
    look = SIZES[size]
    with styled(look):
        tall = look.width * (0.36 if size == "slide" else 0.95) + look.font / 72 * 1.7 * len(
            patterns
        )
        figure = new_figure((look.width, tall))
        axes = figure.subplots()
        for x, variant in enumerate(variants):
            for y, name in enumerate(patterns):
                verdict = found.loc[name, variant]
                colour, mark = LOOKS[verdict]
                changed = verdict != found.loc[name, DEFAULT]
                axes.plot(
                    x, y, marker=mark, color=colour, markersize=look.font * 0.55,
                    alpha=1.0 if changed or variant == DEFAULT else 0.45, markeredgewidth=0,
                )  # fmt: skip
                if changed:
                    frame = Rectangle(
                        (x - 0.45, y - 0.45), 0.9, 0.9, fill=False, edgecolor=INK,
                        linewidth=look.line * 0.6,
                    )  # fmt: skip
                    axes.add_patch(frame)
        axes.set_xticks(range(len(variants)), variants, rotation=90, fontsize=look.font * 0.8)
        axes.set_yticks(range(len(patterns)), patterns, fontsize=look.font * 0.8)
        axes.xaxis.tick_top()
        axes.set_xlim(-0.6, len(variants) - 0.4)
        axes.set_ylim(len(patterns) - 0.4, -0.6)
        axes.axvline(0.5, color=GREY, linewidth=look.line * 0.5)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        others = found.drop(columns=DEFAULT)
        changed = int(others.ne(found[DEFAULT], axis=0).to_numpy().sum())
        telling = Telling(
            "Ablation",
            f"{changed:,} of {many(others.size, 'verdict')} change when a process is frozen, "
            "replaced or switched off",
            ("framed: unlike the default, which is the first column",),
        )
        telling.write(figure, look, _key(list(found.to_numpy().ravel())), 3)
    return figure


def over_draws(tables: dict[str, pd.DataFrame], *, size: str = "slide") -> Figure:
    """Draw the share of draws in which each pattern passes, with 95 % intervals over draws.

    The pale bar leads on to the share in which it does not fail: what lies on it is inconclusive or
    not tested in a draw's few runs. ``tables`` are those of
    :func:`~paradiplomacy_analysis.patterns.scorecard.shares` by the name of the set that was drawn
    from: the prior, and what a calibration left of it.
    """
    look = SIZES[size]
    names = [name for name in PATTERNS if any(name in set(t["id"]) for t in tables.values())]
    first, held = next(iter(tables.items()))
    often = int((held["share_low"] > HALF).sum())
    telling = Telling(
        "Patterns over draws",
        f"{often} of {many(len(held), 'pattern')} pass in more than half of the draws of {first}, "
        "by the lower ends of their intervals",
        ("" if size == "slide" else _IDS,),
    )
    room = _rooms(names, size)
    with styled(look):
        figure, (axes,) = row_panels([""], room, telling.lines(look, 1))
        for place in room.places:
            axes.axhline(place, color=PALE, linewidth=look.line * 0.5, zorder=0)
        for k, ((label, table), (colour, _), mark) in enumerate(
            zip(tables.items(), LINES, MARKERS, strict=False)
        ):
            shift = (k - (len(tables) - 1) / 2) * 0.28
            rows = table.set_index("id").reindex(names)
            drawn = many(int(table["draws"].max()), "draw")
            axes.hlines(
                room.places + shift, rows["share"], 1.0 - rows["fail"],
                color=PALE, linewidth=look.line * 3.0, zorder=0.5,
            )  # fmt: skip
            bars = [rows["share"] - rows["share_low"], rows["share_high"] - rows["share"]]
            axes.errorbar(
                rows["share"], room.places + shift, xerr=np.clip(bars, 0.0, None),
                fmt=mark, color=colour, markersize=look.font * 0.4, linewidth=look.line * 0.7,
                label=f"{label} ({drawn})",
            )  # fmt: skip
        axes.set_xlim(-0.03, 1.03)
        axes.set_xlabel(
            "share of draws in which the pattern passes, with 95 % intervals\n"
            "(pale: on to those in which it does not fail)"
        )
        telling.write(figure, look, axes.get_legend_handles_labels()[0], len(tables))
    return figure


def _distance(axes: Axes, place: float, row: pd.Series, look: Size) -> None:
    colour, mark = LOOKS[str(row["verdict"])]
    side = SIGNS[str(row["condition"])][1]
    half = (row["ci_high"] - row["ci_low"]) / 2.0
    axes.axhline(place, color=PALE, linewidth=look.line * 0.5, zorder=0)
    if row["verdict"] == "not tested":
        low = middle = high = 0.0
    elif side == 0.0 or not math.isfinite(half) or half <= 0.0:
        # Nothing to measure a distance by: at the edge of the side on which it is.
        edge = {"pass": REACH, "fail": -REACH}.get(str(row["verdict"]), 0.0)
        middle = 0.0 if math.isnan(half) else edge
        low = high = middle
    else:
        low, middle, high = (
            float(np.clip(side * (row[key] - row["threshold"]) / half, -REACH, REACH))
            for key in ("ci_low", "effect", "ci_high")
        )
    axes.plot([low, high], [place, place], color=colour, linewidth=look.line)
    axes.plot(
        middle, place, marker=mark, color=colour, markersize=look.font * 0.55, markeredgewidth=0
    )


def _numbers(row: pd.Series) -> str:
    """Write the effect with its interval, and the condition."""
    sign = SIGNS[str(row["condition"])][0]
    effect, low, high = (_short(float(row[key])) for key in ("effect", "ci_low", "ci_high"))
    spread = "" if low == high == effect else f" [{low}, {high}]"
    bounds = [row[key] for key in ("threshold", "threshold_high") if not math.isnan(row[key])]
    return f"{effect}{spread} {sign} {' to '.join(f'{bound:g}' for bound in bounds)}"


def _short(value: float) -> str:
    return "?" if math.isnan(value) else "∞" if math.isinf(value) else f"{value:.2g}"


def _rooms(names: Sequence[str], size: str) -> Rows:
    """Return a row for each pattern, by its id and, where there is room, its claim."""
    claims = (f"{name}  {inert(PATTERNS[name].claim, 200)}" for name in names)
    return Rows(tuple(map(Row, claims if size == "slide" else names)), SIZES[size], 1, 0.52)


def _counted(seen: list[str]) -> str:
    """Say how many patterns have each verdict."""
    return ", ".join(f"{seen.count(name)} {name}" for name in LOOKS)


def _key(seen: list[str]) -> list[Line2D]:
    """Return the mark of each verdict, with how often it was seen."""
    return [
        Line2D([], [], marker=mark, color=colour, linewidth=0, label=f"{name} ({seen.count(name)})")
        for name, (colour, mark) in LOOKS.items()
    ]
