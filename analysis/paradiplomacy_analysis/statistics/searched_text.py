"""What a search found, in sentences, and why to doubt it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.wording import level_text, number, percent, uncertainty, words
from paradiplomacy_results.layout import LEVERS, TOGETHER
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from paradiplomacy_analysis.statistics.searched import Searched
    from paradiplomacy_results.aims import Aim

    Part = Mapping[str, pd.DataFrame]

ADDED = 0.01
"""Share of the last hypervolume that a generation adds where it still counts as growth."""

LATE = 0.2
"""Share of the generations, the last ones, in which nothing may grow where a search is done."""

FEW = 20
"""Replicates below which the points of a search are told badly."""


def sentences_of(seen: Searched, parts: Sequence[Part]) -> Iterator[str]:
    """Yield what was found, of each search what it gains before all else."""
    for part in parts:
        yield _gains(seen, part)
    for part in parts:
        yield from _of_part(seen, part)
    yield from _curse(seen, parts)


def _where(seen: Searched, part: Part) -> str:
    """Say of which search of several something is told: "Regime one gate: "."""
    each = seen.settings["each"]
    row = part["evaluated"].iloc[0]
    text = ", ".join(f"{words(name)} {words(level_text(row[name]))}" for name in each)
    return f"{text[:1].upper()}{text[1:]}: " if text else ""


def policy(seen: Searched, row: Any) -> str:
    """Name a point by the levers that are pulled and the levels of its factors."""
    names = [name for name in seen.factors if name not in seen.settings["each"]]
    return ", ".join(
        _pulled(seen, row[name])
        if name == LEVERS
        else f"{words(name)} {words(level_text(row[name]))}"
        for name in names
    )


def _pulled(seen: Searched, label: str) -> str:
    """Say which levers are pulled, or which are not where those are fewer."""
    pulled = label.split(TOGETHER)
    others = [name for name in seen.levers if name not in pulled]
    if len(others) == len(seen.levers):
        return "no lever pulled"
    if not others:
        return "every lever pulled"
    if len(others) < len(pulled):
        return f"every lever pulled but {', '.join(map(words, others))}"
    return ", ".join(map(words, pulled))


def _gains(seen: Searched, part: Part) -> str:
    """Say how many points are on the front, and what the best in each aim gains over the base."""
    front, where = part["front"], _where(seen, part)
    points, allowed = len(part["evaluated"]), int(part["evaluated"]["allowed"].sum())
    count = front["point"].nunique()
    if not allowed:
        return f"{where}None of {many(points, 'point')} meets all limits: {_least(seen, part)}."
    limits = f" ({allowed:,} of which meet all limits)" if seen.aims.limits else ""
    head = (
        f"{where}{count:,} {'policy' if count == 1 else 'policies'} of "
        f"{many(points, 'point')} that were evaluated{limits} "
        f"{'is' if count == 1 else 'are'} beaten by no other in every aim"
    )
    best = "; ".join(filter(None, (_best(seen, front, aim) for aim in seen.aims.each)))
    return f"{head}. {best}." if best else f"{head}."


def _best(seen: Searched, front: pd.DataFrame, aim: Aim) -> str:
    rows = front[(front["aim"] == aim.text) & front["mean"].notna()]
    if not len(rows):
        return ""
    means = rows["mean"].to_numpy(dtype=float)
    row = rows.iloc[int(means.argmax() if aim.more else means.argmin())]
    gain = f"{number(row['gain'])} ({uncertainty(row['gain_low'], row['gain_high'])})"
    chance = "" if row["told"] else ", which chance explains"
    is_base = row["gain"] == 0.0 and row["p"] == 1.0
    same = " as the base has" if is_base else f" {gain} beside the base{chance}"
    kind = "Most" if aim.more else "Least"
    return f"{kind} {_name(aim)}, {number(row['mean'])}, with {policy(seen, row)}:{same}"


def _name(aim: Aim) -> str:
    return f"runs with {aim.text}" if aim.met else words(aim.text)


def _least(seen: Searched, part: Part) -> str:
    """Name the point that misses the limits least, and by how much."""
    texts = [limit.text for limit in seen.aims.limits]
    evaluated = part["evaluated"]
    missed = evaluated[texts].clip(lower=0.0)
    finite = missed.where(np.isfinite(missed))
    parts = (missed / finite.max().where(finite.max() > 0.0, 1.0)).sum(axis=1)
    row = evaluated.iloc[int(parts.to_numpy(dtype=float).argmin())]
    by = "; ".join(f"{text} by {number(row[text])}" for text in texts if row[text] > 0.0)
    return f"least is missed with {policy(seen, row)} ({by})"


def _of_part(seen: Searched, part: Part) -> Iterator[str]:
    where = _where(seen, part)
    front, pairs = part["front"], part["pairs"]
    judged = front[front["mean"].notna()]
    if len(judged):
        told = judged[judged["told"]]
        better = told[(told["gain"] > 0.0) == (told["wanted"] == "more")]["point"].nunique()
        points = judged["point"].nunique()
        text = (
            f"{where}Of {many(points, 'point')} of the front {better} "
            f"{'is' if better == 1 else 'are'} better than the base in an aim by more than chance"
        )
        if len(pairs):
            apart = int(pairs["apart"].sum())
            text += (
                f"; of {many(len(pairs), 'pair')} of them {apart:,} "
                f"{'is' if apart == 1 else 'are'} told apart in an aim"
            )
        yield f"{text}."
    yield from _common(where, part["common"])
    grown = last_growth(part["generations"])
    if grown is not None:
        last = int(part["generations"]["generation"].max())
        share = part["generations"]["hypervolume"].iloc[-1]
        yield (
            f"{where}The front dominates {percent(share)} of the box between the worst and the "
            f"best values that were met; of {many(last, 'generation')} the last that added "
            f"{percent(ADDED)} to that was number {grown}."
        )


def _common(where: str, common: pd.DataFrame) -> Iterator[str]:
    shares = common[common["share"].notna()]
    always = [words(name) for name in shares.loc[shares["share"] == 1.0, "name"]]
    never = [words(name) for name in shares.loc[shares["share"] == 0.0, "name"]]
    told = [f"all have {', '.join(always)}"] if always else []
    told += [f"none has {', '.join(never)}"] if never else []
    for row in common[common["low"].notna()].to_dict("records"):
        told.append(
            f"{words(row['name'])} lies between {number(row['low'])} and {number(row['high'])}"
        )
    if told:
        yield f"{where}Of the policies of the front {'; '.join(told)}."


def last_growth(generations: pd.DataFrame) -> int | None:
    """Return the last generation that added to the hypervolume; None where there is none of it."""
    volumes = generations["hypervolume"].to_numpy(dtype=float)
    if not len(volumes) or np.isnan(volumes).any():
        return None
    added = np.diff(volumes, prepend=0.0) > ADDED * volumes[-1]
    return int(generations["generation"].to_numpy()[added].max(initial=1))


def _curse(seen: Searched, parts: Sequence[Part]) -> Iterator[str]:
    """Say by how much what the search saw of its front flatters."""
    for aim in seen.aims.each:
        gaps = [
            (rows["searched"] - rows["mean"]).dropna()
            for part in parts
            for rows in [part["front"][part["front"]["aim"] == aim.text]]
        ]
        values = np.concatenate([gap.to_numpy(dtype=float) for gap in gaps])
        if not len(values):
            continue
        gap = float(values.mean())
        flattering = (gap > 0.0) == aim.more and gap != 0.0
        yield (
            f"The search saw {number(abs(gap))} {'more' if gap > 0.0 else 'less'} {_name(aim)} in "
            f"its {many(len(values), 'point')} of the front, on average, than runs that had no "
            f"part in it{': it flatters' if flattering else ''}."
        )


def doubts_of(seen: Searched, parts: Sequence[Part]) -> Iterator[str]:
    """Yield why not to trust a search, the gravest first."""
    if seen.judged is None:
        yield (
            "the front is told by the luck that chose it, which flatters: no whole results of it "
            "are in the folder front"
        )
    for part in parts:
        yield from _doubts_of_part(seen, part)
    replicates = seen.sample.replicates
    if replicates < FEW:
        yield f"{many(replicates, 'replicate')} of each point: chance chose with the aims"
    unlike = [aim.text for aim in seen.aims.each if seen.points[aim.text].isna().any()]
    if unlike:
        yield f"of some points {', '.join(unlike)} has no value in any run: they count as the worst"


def _doubts_of_part(seen: Searched, part: Part) -> Iterator[str]:
    where = _where(seen, part)
    generations, limits = part["generations"], part["limits"]
    count = len(generations)
    if not part["evaluated"]["allowed"].any():
        yield f"{where}no point meets all limits: nothing is on the front"
    grown = last_growth(generations)
    if grown is not None and grown > count - max(1.0, LATE * count):
        yield (
            f"{where}the front still grew in generation {grown} of {count}: more generations "
            "would find more"
        )
    front = part["front"]["point"].nunique()
    if front > generations["points"].iloc[0]:
        yield (
            f"{where}the front has {many(front, 'point')}, more than a generation: a larger "
            "population would find more"
        )
    judged = part["front"].loc[part["front"]["mean"].notna(), "point"].nunique()
    if 0 < judged < front:
        yield f"{where}{judged:,} of {many(front, 'point')} of the front were run again"
    if len(limits):
        missed = limits[~limits["met"]]["point"].nunique()
        barely = limits[limits["met"] & ~limits["sure"]]["point"].nunique()
        if missed:
            verb = "misses" if missed == 1 else "miss"
            yield (
                f"{where}{many(missed, 'point')} of the front {verb} a limit in runs that had no "
                "part in the search"
            )
        if barely:
            yield (
                f"{where}{many(barely, 'point')} of the front {'meets' if barely == 1 else 'meet'} "
                "a limit only within its interval"
            )
    if len(part["pairs"]) and not part["pairs"]["apart"].all():
        same = int((~part["pairs"]["apart"]).sum())
        yield f"{where}{many(same, 'pair')} of points of the front are not told apart by any aim"
