"""Robustness: which policies do well over many worlds, when nobody knows which of them is ours.

Policies are run over the same draws of what is not known. Four old rules judge them: regret, how
much less a policy gives than the best one in the same world (Savage 1951, JASA 46:55-67);
satisficing, the share of worlds in which it is good enough (Simon 1956, Psychological Review
63:129-138; Starr's domain criterion); the worst world (Wald 1950); mean and spread. They need not
agree (Lempert & Collins 2007, Risk Analysis 27:1009-1026), and all are told.

The best of several noisy means is partly lucky, so that plain regret is too high, and the worst of
many too low. Here the best policy and the worst world are chosen by one half of the replicates and
judged by the other, both ways round. What is chosen so may not be the best: this regret is a little
too low, and ``regret_plain``, beside it, too high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.over_draws import OverDraws, meeting
from paradiplomacy_analysis.statistics.resampling import SEED, expanded
from paradiplomacy_analysis.statistics.robust_text import doubts_of, sentences_of
from paradiplomacy_analysis.statistics.robust_worlds import worlds_of
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.over_draws import Group
    from paradiplomacy_results.aims import Aim

QUESTION = "Which policies do well whatever the world is like, and which in which worlds?"

RESAMPLED = 500
"""Experiments of which intervals and ranks are taken: draws and replicates are both drawn again,
since all draws share the luck of a replicate (Owen 2007, Annals of Applied Statistics 1:386-411).
"""

MEASURES = ("mean", "regret", "regret_plain", "worst", "best_share")


def robust(sample: Sample) -> Finding:
    """Judge policies that were run over the same draws of other factors, for each aim.

    Aims are those of ``[search]``, or else the outcomes that are looked at; a policy is a
    combination of levels of the factors that were not drawn, and is compared with those of equal
    levels of the factors of ``search.each``. Tables: ``policies`` (a row for each aim and policy:
    mean over draws, regret by halves of replicates and plain, the value in the worst draw, each
    with 95 % interval, ``sd_worlds``, the spread of draws without that of replicates,
    ``best_share``, the share of draws in which it is the best, ``rank`` by regret, ``first``, how
    often it has the least regret where draws and replicates are drawn again); ``criteria`` (the
    share of draws in which at least half of a policy's runs meet the criterion of success, and
    in which the means meet all limits); ``worlds`` (boxes of draws in which a policy meets the
    criterion, misses it or is the best, searched in one half of the draws and judged in the other).
    The answer is the sentence about the least regret in the first aim. Raises :class:`UnfitError`
    where no policies were run over the same draws.
    """
    over = OverDraws(sample)
    found = [(group, judged_by(group, aim)) for group in over.groups for aim in over.aims.each]
    policies = stacked([table for _, table in found])
    criteria = stacked([_criteria(group) for group in over.groups])
    worlds = worlds_of(over, policies)
    tables = {"policies": policies, "criteria": criteria, "worlds": worlds}
    sentences = tuple(sentences_of(over, tables))
    return Finding(
        method="robust",
        question=QUESTION,
        tables={name: table for name, table in tables.items() if len(table)},
        sentences=sentences,
        doubts=tuple(doubts_of(over, tables)),
        answer=sentences[0],
    )


def complete(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the draws in which every policy has a value in either half of its replicates."""
    first, second = halves(values.shape[2])
    there = ~np.isnan(values)
    return np.asarray((there[:, :, first].any(2) & there[:, :, second].any(2)).all(axis=0))


def halves(replicates: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the replicates of either half; both are the same where there is but one."""
    every = np.arange(replicates)
    return (every[::2], every[1::2]) if replicates > 1 else (every, every)


def judged_by(group: Group, aim: Aim) -> pd.DataFrame:
    """Return the rows of an aim in the table of policies.

    Raises :class:`UnfitError` where in no draw all policies have a value.
    """
    values = group.values(aim)
    kept = complete(values)
    if not kept.any():
        raise UnfitError(f"{aim.text} has in no draw a value for every policy")
    values = values[:, kept]
    one = measured(values)
    again = resampled_measures(values)
    sign = 1.0 if aim.more else -1.0
    columns: dict[str, Any] = {"aim": aim.text, "wanted": "more" if aim.more else "less"}
    for name in MEASURES:
        turned = sign if name in ("mean", "worst") else 1.0
        bounds = [expanded(turned * again[name][:, each], values.shape[1]) for each in
                  range(len(values))]  # fmt: skip
        columns |= {
            name: turned * one[name],
            f"{name}_low": [low for low, _ in bounds],
            f"{name}_high": [high for _, high in bounds],
        }
    least = again["regret"].argmin(axis=1)
    columns |= {
        "sd_worlds": spread_of_worlds(values),
        "rank": pd.Series(one["regret"]).rank(method="min").astype(int),
        "first": np.bincount(least, minlength=len(values)) / len(least),
        "draws": int(kept.sum()),
    }
    return pd.concat([group.levels, pd.DataFrame(columns)], axis=1)


def measured(
    values: NDArray[np.float64],
    replicates: NDArray[np.float64] | None = None,
    draws: NDArray[np.float64] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Return each of :data:`MEASURES` for each policy.

    ``values``, float64 (policies, draws, replicates), has more where it is better; ``replicates``
    and ``draws`` say how much each counts, all the same where not given.
    """
    counts = np.ones(values.shape[2]) if replicates is None else replicates
    shares = np.ones(values.shape[1]) if draws is None else draws
    shares = shares / shares.sum()
    sides = [_means(values[:, :, half], counts[half]) for half in halves(len(counts))]
    whole = _means(values, counts)
    policies, worlds = np.arange(len(whole)), np.arange(whole.shape[1])
    there = shares > 0.0
    regrets, worsts = [], []
    for chosen, judge in (sides, sides[::-1]):
        best = judge[chosen.argmax(axis=0), worlds]
        regrets.append((best - judge) @ shares)
        worsts.append(judge[policies, np.where(there, chosen, np.inf).argmin(axis=1)])
    ahead = whole == whole.max(axis=0)
    return {
        "mean": whole @ shares,
        "regret": np.mean(regrets, axis=0),
        "regret_plain": (whole.max(axis=0) - whole) @ shares,
        "worst": np.mean(worsts, axis=0),
        "best_share": (ahead / ahead.sum(axis=0)) @ shares,
    }


def _means(values: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means over replicates that count so much, of those that are there."""
    there = ~np.isnan(values)
    known = np.where(there, values, 0.0) @ counts
    weight = there.astype(np.float64) @ counts
    plain = np.where(there, values, 0.0).sum(axis=2) / np.maximum(there.sum(axis=2), 1)
    # Where what is drawn again has no value, it is as it was.
    return np.asarray(np.where(weight > 0.0, known / np.where(weight > 0.0, weight, 1.0), plain))


def resampled_measures(values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return the measures, (:data:`RESAMPLED`, policies), with draws and replicates drawn again.

    Replicates are drawn again within their half, so that none judges what it has chosen.
    """
    generator = np.random.default_rng(SEED)
    _, draws, replicates = values.shape
    found: dict[str, list[NDArray[np.float64]]] = {name: [] for name in MEASURES}
    for _ in range(RESAMPLED):
        counts = np.ones(replicates)
        if replicates > 1:
            for half in halves(replicates):
                counts[half] = generator.multinomial(len(half), np.full(len(half), 1 / len(half)))
        shares = generator.multinomial(draws, np.full(draws, 1 / draws)).astype(np.float64)
        for name, each in measured(values, counts, shares).items():
            found[name].append(each)
    return {name: np.stack(each) for name, each in found.items()}


def spread_of_worlds(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of each policy over draws, less what replicates add to it."""
    if values.shape[1] < 2:
        return np.full(len(values), np.nan)
    means = np.nanmean(values, axis=2)
    between = means.var(axis=1, ddof=1)
    if values.shape[2] < 2:
        return np.asarray(np.sqrt(between))
    count = (~np.isnan(values)).sum(axis=2)
    squares = np.nansum((values - means[:, :, None]) ** 2, axis=2)
    noise = squares / np.maximum(count - 1, 1) / count
    return np.asarray(np.sqrt(np.maximum(between - noise.mean(axis=1), 0.0)))


def _criteria(group: Group) -> pd.DataFrame:
    return pd.concat([group.levels, pd.DataFrame(dict(_shares(group)))], axis=1)


def _shares(group: Group) -> Iterator[tuple[str, Any]]:
    """Yield the shares of draws in which policies meet the criterion, and the limits."""
    generator = np.random.default_rng(SEED)
    over = group.over
    if (met := meeting(group)) is not None:
        count = generator.multinomial(over.draws, np.full(over.draws, 1 / over.draws), RESAMPLED)
        drawn = count @ met.T / over.draws
        bounds = [expanded(column, over.draws) for column in drawn.T]
        yield "satisficing", met.mean(axis=1)
        yield "satisficing_low", [low for low, _ in bounds]
        yield "satisficing_high", [high for _, high in bounds]
    if over.aims.limits:
        allowed = over.aims.allowed(over.aims.means(over.runs))
        numbers = pd.Series(allowed, over.places.index)
        by_policy = numbers.groupby(over.places["policy"]).mean()
        yield "within_limits", by_policy.loc[group.members.tolist()].to_numpy()
