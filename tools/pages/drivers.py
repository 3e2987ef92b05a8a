"""Sections of the answer about the drivers: their effects, and by which path they come."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.drivers import Drivers, drivers_in
from paradiplomacy_analysis.drivers.effects import ASKED, asked
from paradiplomacy_analysis.drivers.paths import in_words
from paradiplomacy_analysis.figures.drivers import drivers
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.wording import number, words
from paradiplomacy_experiments.drivers import NAME, WORLDS
from tools.odd.markdown import table
from tools.pages.cells import with_interval
from tools.pages.made import picture, section
from tools.pages.sets import FOLDER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results


@cache
def found() -> Drivers:
    """Return what the results of the drivers say, in all worlds."""
    return drivers_in(FOLDER / NAME, WORLDS)


@picture("model/validity/drivers.png", NAME)
def of_figure() -> tuple[Figure, Results]:
    """Draw what each driver does to trust and continuity in each world."""
    return drivers(found().effects), found().runs.sample.results


@section("drivers", NAME)
def of_drivers() -> str:
    """Return what each driver does, how far it was pulled, and how much of it can be believed."""
    rows = []
    for one in records(asked(found().effects)):
        share = "{share:.2f} [{share_low:.2f}, {share_high:.2f}]".format(**one)
        rows.append(
            (
                words(one["driver"]),
                one["world"],
                one["outcome"],
                with_interval(one["effect"], one["low"], one["high"]),
                _or_none(one["effect_sd"]),
                _or_none(one["moved_sd"]),
                share,
                _verdict(one),
                _path(one),
            )
        )
    heads = (
        "driver, low to high",
        "world",
        "outcome",
        "effect, 95 % interval",
        "in sd",
        "its own state moved, in sd",
        "draws of the prior with this sign",
        "verdict",
        "goes most where frozen",
    )
    return table(heads, sorted(rows, key=lambda row: _order(row[0], row[2])))


@section("drivers-whole", NAME)
def of_whole() -> str:
    """Return what drivers do that are pulled from one end of their scale to the other."""
    effects = found().effects
    whole = effects[(effects["draws"] == 0) & effects["outcome"].isin(ASKED)]
    rows = [
        (
            words(one["driver"]),
            one["world"],
            one["outcome"],
            with_interval(one["effect"], one["low"], one["high"]),
            _or_none(one["effect_sd"]),
            _verdict(one),
        )
        for one in records(whole)
    ]
    heads = ("driver, 0 to 1", "world", "outcome", "effect, 95 % interval", "in sd", "verdict")
    return table(heads, sorted(rows, key=lambda row: _order(row[0], row[2])))


@section("drivers-cost", NAME)
def of_cost() -> str:
    """Return what each driver adds to deliveries and takes in all, money and staff."""
    effects = found().effects
    mine = effects[(effects["draws"] > 0) & effects["outcome"].isin(("delivered", "cost_total"))]
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for one in records(mine):
        at = cells.setdefault((words(one["driver"]), one["world"]), {})
        at[one["outcome"]] = with_interval(one["effect"], one["low"], one["high"])
    rows = [(*at, told["delivered"], told["cost_total"]) for at, told in cells.items()]
    heads = (
        "driver",
        "world",
        "milestones delivered, of a tie",
        "all cost, of the whole world (programme-months)",
    )
    return table(heads, sorted(rows, key=lambda row: _order(row[0], row[1])))


def _or_none(value: float | None) -> str:
    return "none" if value is None else f"{value:+.1f}"


def _verdict(one: dict[str, Any]) -> str:
    if one["verdict"] == "refuted":
        return f"refuted: at most {number(one['at_most'])}"
    return str(one["verdict"])


def _path(one: dict[str, Any]) -> str:
    return in_words(found().paths, one["world"], one["driver"], one["outcome"])


def _order(driver: str, then: str) -> tuple[int, str]:
    """Return the place of a row: drivers as the design has them."""
    order = list(dict.fromkeys(words(each) for each in found().effects["driver"]))
    return order.index(driver), then


SPOKEN = {
    "vertical_coordination": "City and centre that both seek each other (vertical coordination)",
    "horizontal_coordination": "Agencies of a city that work together (horizontal coordination)",
    "coordination": "All of it at once: with the centre, among agencies, between both cities",
    "budget": "Money: 60 programme-months a year in place of 12",
    "public_information": "A city that tells its public what it does abroad",
    "organisations": "Organisations that carry exchanges with money of their own",
    "organisations_unfunded": "The same organisations without money",
    "integrative": "A gate that works together with cities (integrative) in place of one gate",
    "progressive": "Cities that decide for themselves (progressive) in place of one gate",
}
"""What each driver is to a reader who knows politics."""

PLACES = {
    "baubau-seoul": "Baubau",
    "bandung-seoul": "Bandung",
    "mixed": "the stylised world",
    "indonesia-korea": "the world of six ties",
}


@section("drivers-said", NAME)
def of_sentences() -> str:
    """Return what each driver does as sentences, each with interval, share, path and doubt."""
    mine = asked(found().effects)
    lines = []
    for driver in dict.fromkeys(mine["driver"]):
        lines.append(f"- **{SPOKEN[str(driver)]}.**")
        for outcome in ASKED:
            rows = records(mine[(mine["driver"] == driver) & (mine["outcome"] == outcome)])
            lines.append(f"  - {outcome.capitalize()}: {_said(rows)}.")
    return "\n".join(lines)


def _said(rows: list[dict[str, Any]]) -> str:
    """Return what is said of one outcome: the worlds of each verdict together."""
    of: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of.setdefault(str(row["verdict"]), []).append(row)
    told = []
    for verdict, some in of.items():
        where = "; ".join(_in_world(row) for row in some)
        told.append(VERDICTS[verdict].format(where))
    return "; ".join(told)


VERDICTS = {
    "raises": "rises in {}",
    "lowers": "falls in {}",
    "refuted": "an effect of half a standard deviation is refuted in {}",
    "not told": "not told, since runs are too few, in {}",
    "not tested": "not tested, since the driver hardly moved, in {}",
}
"""How each verdict is said of worlds."""


def _in_world(row: dict[str, Any]) -> str:
    effect = f"{row['effect']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
    more = ""
    if row["verdict"] in ("raises", "lowers"):
        small = "" if abs(row["effect"]) >= row["smallest"] else ", less than half a sd"
        path = _path(row)
        by = "" if path in ("not told", "no single one") else f"; through {path}"
        more = f"{small}; {row['share']:.0%} of draws".replace("%", " %") + by
    return f"{PLACES[str(row['world'])]} ({effect}{more})"


@section("drivers-short", NAME)
def of_short() -> str:
    """Return what holds in every world, in a line for each verdict."""
    mine = asked(found().effects)
    lines = []
    for outcome in ASKED:
        of = mine[mine["outcome"] == outcome].groupby("driver", sort=False)["verdict"]
        for verdict, saying in SHORT.items():
            names = [words(str(driver)) for driver, all_of in of if set(all_of) == {verdict}]
            if names:
                lines.append(f"- {saying.format(outcome)}: {', '.join(names)}.")
    return "\n".join(lines)


SHORT = {
    "raises": "More {} in all four worlds with",
    "lowers": "Less {} in all four worlds with",
    "refuted": "An effect of half a standard deviation on {} is refuted in all four worlds for",
}
"""How a verdict that holds in every world is said."""
