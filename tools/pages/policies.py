"""Sections of the answer: what a poor city, a rich city and the centre should do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.robust_text import SURE
from paradiplomacy_analysis.statistics.robust_worlds import FAILS
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.wording import many
from tools.odd.markdown import table
from tools.pages.made import section
from tools.pages.robust_policies import Search
from tools.pages.sets import POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


WHO = dict(zip(POLICIES, ("a poor city", "a rich city", "the centre"), strict=True))

REGIMES = {
    "one_gate": "one gate: the ministries see every file",
    "progressive": "progressive: cities decide for themselves",
}

SAID = {
    "unit": "a unit of its own for foreign ties",
    "effort_to_centre": "going to and fro with the capital",
    "effort_among_agencies": "offices that work together",
    "effort_to_partner": "effort towards the partner city",
    "public_information": "telling the public",
    "evaluation": "evaluating its programmes",
    "organisation": "an organisation that carries exchanges",
    "fund": "the sum into a fund that adds to what cities grant",
    "officials": "the sum into officials who answer cities",
    "evaluations": "the sum into an evaluation of every programme",
    "reviewers": "the sum into more reviewers at the ministries",
    "fewer_files": "ministries that see memoranda alone",
    "fast_track": "a fast track past the ministries",
    "bottom_up": "cities that shape their own ties",
}
"""Measures in plain words; what the centre's sum goes into is one as well."""

MOVED = 0.5
"""Standard deviations below which a measure hardly moved what it is named for."""


@section("policies", *POLICIES)
def of_policies() -> str:
    """Return for each of the three what to do in each regime, what it gains, and what to doubt."""
    parts = []
    for name, who in WHO.items():
        told = [dict(rows_of(Search(name, regime))) for regime in REGIMES]
        heads = dict.fromkeys(head for each in told for head in each)
        rows = [(head, *(each.get(head, "") for each in told)) for head in heads]
        parts += [f"**{who[0].upper()}{who[1:]}**", table(("", *REGIMES.values()), rows)]
    return "\n\n".join(parts)


def rows_of(search: Search) -> Iterator[tuple[str, str]]:
    """Yield what is told of one search: what it is, and how it is."""
    best, base = search.row(search.best), search.row(search.base)
    effects, here = search.effects(), search.measures(search.best)
    yield "what to do", _listed(here)
    yield (
        "effectiveness, from 0 to 1, with nothing done",
        f"{base['mean']:.2f} (worst draw {base['worst']:.2f})",
    )
    yield "with the policy", f"{best['mean']:.2f} (worst draw {best['worst']:.2f})"
    yield "so it gains", _interval(*search.gain(), sign="+")
    yield "and costs more, programme-months", _interval(*search.gain(1), sign="+", digits=0)
    draws = many(int(best["draws"]), "draw")
    yield "good enough", f"in {_share(best)} of {draws}; with nothing done in {_share(base)}"
    regret = _interval(best["regret"], best["regret_low"], best["regret_high"])
    yield "regret", f"{regret}; of doing nothing {base['regret']:.3f}"
    sure = "yes" if best["first"] >= SURE else "no"
    first = f"first of {len(search.judged)} policies in {percent(best['first'])}"
    yield "surely the least regret?", f"{sure}: {first} of resampled experiments"
    where = "; ".join(_where(search))
    yield "fails more often where", where or "of no part of the draws is it told"
    lucky = [SAID[name] for name in here if name in effects and not effects[name].told]
    yield "what of it is not told from chance", ", ".join(lucky) or "none"
    still = [SAID[name] for name in here if name in effects and abs(effects[name].moved) < MOVED]
    yield "what of it hardly moved what it is named for", ", ".join(still) or "none"
    if search.over.aims.limits:
        yield "the budget", _budget(search)


def _listed(measures: tuple[str, ...]) -> str:
    return "; ".join(SAID[each] for each in measures) or "nothing: no measure is worth taking"


def _interval(value: float, low: float, high: float, *, sign: str = "", digits: int = 3) -> str:
    value, low, high = (each + 0.0 for each in (value, low, high))
    form = f"{sign}.{digits}f"
    return f"{value:{form}} [{low:{form}}, {high:{form}}]"


def _share(row: Mapping[str, Any]) -> str:
    low, high = (percent(row[f"satisficing_{end}"]) for end in ("low", "high"))
    return f"{percent(row['satisficing'])} [{low}, {high}]"


def _where(search: Search) -> Iterator[str]:
    """Yield where in the draws the policy is told to fail more often, or less often."""
    for box in records(search.sure_boxes):
        fails, of_all = box["density"], box["base"]
        less = not box["claim"].startswith(FAILS)
        if less:
            fails, of_all = 1.0 - fails, 1.0 - of_all
        start = "less often where " if less else ""
        yield f"{start}{box['conditions']}: {percent(fails)} of draws, of all {percent(of_all)}"


def _budget(search: Search) -> str:
    beyond = search.beyond()
    if beyond is None:
        return "does not bind: every set of measures is within it"
    adds = _interval(*beyond, sign="+")
    if beyond[1] > 0.0:
        return f"binds: the best set beyond it adds {adds}"
    return f"is not told to bind: the best set beyond it adds {adds}"


@section("policies-measures", *POLICIES)
def of_measures() -> str:
    """Return what each measure adds while the others are as the policy has them."""
    tables = []
    for names in (POLICIES[:2], POLICIES[2:]):
        mine = [Search(name, regime) for name in names for regime in REGIMES]
        effects = [each.effects() for each in mine]
        known = list(dict.fromkeys(name for each in mine for name in each.known))
        rows = [
            (SAID[name], *(str(each[name]) if name in each else "not run" for each in effects))
            for name in known
        ]
        heads = [f"{WHO[each.name]}, {each.regime.replace('_', ' ')}" for each in mine]
        tables.append(table(("measure", *heads), rows))
    return "\n\n".join(tables)
