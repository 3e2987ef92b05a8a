"""Say in sentences what contrasts found: all that is told from chance, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE
from paradiplomacy_analysis.wording import (
    number,
    p_value,
    sentence_case,
    uncertainty,
    words,
)
from paradiplomacy_results.layout import LEVERS, TOGETHER
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_SENTENCES = 8
MAX_INTERACTIONS = 3


def answer(tables: dict[str, pd.DataFrame], factors: Sequence[str]) -> str:
    """Return what the first factor changes most in the first outcome.

    Of a design with levers, that is the lever that does most alone and the set that does most
    together. Then comes how far it depends on the second factor. Each is told with its interval,
    and whether it may be chance after Holm's correction for how many tests.
    """
    effects = tables.get("contrasts", pd.DataFrame())
    if not len(effects):
        return ""
    first = LEVERS if LEVERS in factors else factors[0]
    second = next((name for name in factors if name != first), None)
    outcome = effects["outcome"].iloc[0]
    mine = effects[effects["factor"] == first]
    several = mine["level"].str.contains(TOGETHER, regex=False) & (first == LEVERS)
    told = []
    for alone in (mine[~several], mine[several]):
        told += _largest(alone, outcome, len(effects), _effect_sentence)
    together = tables.get("interactions", pd.DataFrame())
    if len(together):
        pair = together[["factor", "with_factor"]].isin([first, second]).all(axis=1)
        told += _largest(together[pair], outcome, len(together), _interaction_sentence)
    return " ".join(told)


def _largest(
    rows: pd.DataFrame, outcome: str, tests: int, sentence: Callable[[dict[str, Any]], str]
) -> list[str]:
    """Return the sentence of the largest difference of an outcome, and whether it may be chance.

    It is one of so many ``tests``.
    """
    rows = rows[rows["outcome"] == outcome]
    if not len(rows):
        return []
    (row,) = records(rows.loc[[rows["difference"].abs().idxmax()]])
    told, p = sentence_case(sentence(row)), row["p_holm"]
    if p is None:
        return [told, "Of one replicate nothing is told from chance."]
    verdict = "is told" if p < SIGNIFICANCE else "cannot be told"
    return [told, f"This {verdict} from chance ({p_value(p)} {corrected(tests)})."]


def corrected(tests: int) -> str:
    """Say for how many tests p-values are corrected."""
    return f"after Holm's correction for {many(tests, 'test')}"


def sentences(tables: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the largest effects that are told from chance, then interactions and surpluses."""
    effects = tables.get("contrasts", pd.DataFrame())
    if not len(effects):
        return ()
    sure = effects[effects["p_holm"] < SIGNIFICANCE]
    outcomes = many(effects["outcome"].nunique(), "outcome")
    family = f"{corrected(len(effects))} of {outcomes}"
    if not len(sure):
        return (f"No level or lever makes a difference that can be told from chance {family}.",)
    largest = _by_size(sure).drop_duplicates(["outcome", "factor"]).head(MAX_SENTENCES)
    together = tables.get("interactions", pd.DataFrame())
    return (
        *map(_effect_sentence, records(largest)),
        *_interaction_sentences(together),
        *_surplus_sentences(tables.get("levers", pd.DataFrame())),
        f"{len(sure):,} of {many(len(effects), 'contrast')} are told from chance {family}.",
    )


def _by_size(effects: pd.DataFrame) -> pd.DataFrame:
    """Return contrasts by the size of what they change, the largest first."""
    sizes = effects["standardised"].abs().fillna(np.inf)
    return effects.loc[sizes.sort_values(ascending=False).index]


def headline(effects: pd.DataFrame) -> str:
    """Tell the largest of some contrasts, if any is told from chance."""
    sure = effects[effects["p_holm"] < SIGNIFICANCE]
    if len(sure):
        return _effect_sentence(records(_by_size(sure).head(1))[0])
    return f"none of {many(len(effects), 'difference')} is told from chance"


def undefined_text(undefined: int) -> str:
    """Say how many runs are left out of a comparison; "" where none are."""
    return f" ({many(undefined, 'run')} without a value left out)" if undefined else ""


def interaction_headline(together: pd.DataFrame, one: str, other: str) -> str:
    """Tell the surest interaction of two factors, if any is told from chance."""
    mine = together[(together["factor"] == one) & (together["with_factor"] == other)]
    sure = mine[mine["p_holm"] < SIGNIFICANCE].sort_values("p", kind="stable")
    if len(sure):
        return _interaction_sentence(records(sure.head(1))[0])
    return (
        f"whether {words(one)} matters more at some levels of {words(other)} is not told from "
        f"chance in any of {many(len(mine), 'comparison')}"
    )


def _effect_sentence(row: dict[str, Any]) -> str:
    way = "higher" if row["difference"] > 0 else "lower"
    return (
        f"{words(row['outcome'])} is {number(abs(row['difference']))} ({_bounds(row)}) {way} "
        f"{_where(row['factor'], row['level'])} than {_where(row['factor'], row['against'])}: "
        f"{number(row['mean'])} against {number(row['base_mean'])}"
        f"{undefined_text(row['undefined'] + row['undefined_against'])}."
    )


def _where(factor: str, level: str) -> str:
    """Say at which level, as in "where regime is one gate" or "with evaluation"."""
    if factor == LEVERS:
        return f"with {words(level)}"
    return f"where {words(factor)} is {words(level)}"


def _interaction_sentences(together: pd.DataFrame) -> Iterator[str]:
    """Tell the first interactions that are surely there, in the order of outcomes."""
    if len(together):
        sure = together[together["p_holm"] < SIGNIFICANCE]
        yield from map(_interaction_sentence, records(sure.head(MAX_INTERACTIONS)))


def _interaction_sentence(row: dict[str, Any]) -> str:
    way = "more" if row["difference"] > 0 else "less"
    moved = f"{words(row['factor'])} from {words(row['against'])} to {words(row['level'])}"
    return (
        f"Moving {moved} adds "
        f"{number(abs(row['difference']))} ({_bounds(row)}) {way} to {words(row['outcome'])} "
        f"{_where(row['with_factor'], row['with_level'])} than "
        f"{_where(row['with_factor'], row['with_against'])}{undefined_text(row['undefined'])}."
    )


def _bounds(row: dict[str, Any]) -> str:
    """Return the interval of the size of a difference, which is below 0 where it may not be one."""
    low, high = row["low"], row["high"]
    if low is None or high is None or row["difference"] > 0:
        return uncertainty(low, high)
    return uncertainty(-high, -low)


def _surplus_sentences(sums: pd.DataFrame) -> Iterator[str]:
    """Say of the largest combination whether its parts need or replace each other."""
    if not len(sums):
        return
    size = sums["levers"].str.count(r"\+")
    for row in records(sums[(size == size.max()) & (sums["p_holm"] < SIGNIFICANCE)]):
        way = "more" if row["difference"] * row["sum_of_parts"] > 0 else "less"
        yield (
            f"Pulled together, {words(row['levers'])} change {words(row['outcome'])} by "
            f"{number(row['gain'])}, {way} than the sum of what each does alone, "
            f"{number(row['sum_of_parts'])} (surplus {uncertainty(row['low'], row['high'])})."
        )
