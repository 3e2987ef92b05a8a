"""What is said of policies over draws, and why to doubt it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.discovery import FEWEST_POINTS, sure_boxes
from paradiplomacy_analysis.wording import interval, level_text, number, percent, words
from paradiplomacy_results.layout import LEVERS, TOGETHER
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from paradiplomacy_analysis.statistics.over_draws import Group, OverDraws

SURE = 0.95
"""Share of resampled experiments in which a policy is first for its rank to be sure."""

FEW_DRAWS = 30
FEW_REPLICATES = 8


def told_policies(levels: pd.DataFrame, each: Sequence[str]) -> list[str]:
    """Return what to call each policy: its levels where policies differ, but for ``each``."""
    own = [name for name in levels.columns if name not in each]
    differ = [name for name in own if len(set(levels[name])) > 1] or own
    return [
        ", ".join(_level(name, row[name], alone=len(differ) == 1) for name in differ)
        for row in levels.to_dict("records")
    ]


def _level(name: str, level: Any, *, alone: bool) -> str:
    text = level_text(level)
    if name == LEVERS:
        return " + ".join(words(lever) for lever in text.split(TOGETHER))
    return words(text) if alone else f"{words(name)} {words(text)}"


def where_of(group: Group) -> str:
    """Return in which comparison policies stand; nothing where there is but one."""
    return ", ".join(f"{words(name)} {words(level_text(v))}" for name, v in group.label.items())


def sentences_of(over: OverDraws, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield for each comparison and aim the least regret, then what is good enough, and where."""
    for group in over.groups:
        where = where_of(group)
        start = f"Where {where}, " if where else ""
        own = _of(group, tables["policies"])
        for aim in over.aims.each:
            yield _regret(own[own["aim"] == aim.text], start, over)
        yield from _worst(own[own["aim"] == over.aims.each[0].text], start)
        if "satisficing" in tables["criteria"]:
            yield _enough(over, _of(group, tables["criteria"]), start)
    yield from _worlds(tables["worlds"], over)


def _of(group: Group, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a comparison."""
    for name, level in group.label.items():
        table = table[table[name] == level_text(level)]
    return table


def _regret(rows: pd.DataFrame, start: str, over: OverDraws) -> str:
    ranked = rows.sort_values("regret")
    best = records(ranked.head(1))[0]
    left = " that the record leaves" if over.left else ""
    text = (
        f"of {_policies(len(rows))} over "
        f"{many(int(best['draws']), 'draw')}{left}, {best['policy']} lies nearest "
        f"to the best of each draw in {_aim(best['aim'])}: regret "
        f"{_told(best, 'regret')}, mean {_told(best, 'mean')}"
    )
    if len(ranked) > 1:
        second = records(ranked.iloc[1:2])[0]
        text += f"; next comes {second['policy']} with {_told(second, 'regret')}"
    sure = "it is first in" if best["first"] >= SURE else "its rank is not sure: first in"
    text += f"; {sure} {percent(best['first'])} of resampled experiments."
    text = start + text
    return text[0].upper() + text[1:]


def _policies(count: int) -> str:
    return "one policy" if count == 1 else f"{count:,} policies"


def _worst(rows: pd.DataFrame, start: str) -> Iterator[str]:
    ahead = rows.sort_values("worst", ascending=rows["wanted"].iloc[0] == "less")
    if len(ahead) > 1:
        best = records(ahead.head(1))[0]
        text = f"{start}in its worst draw {best['policy']} leaves most (maximin)"
        text = text[0].upper() + text[1:]
        yield f"{text}: {_aim(best['aim'])} {_told(best, 'worst')}."


def _enough(over: OverDraws, rows: pd.DataFrame, start: str) -> str:
    ranked = records(rows.sort_values("satisficing", ascending=False))
    best, least = ranked[0], ranked[-1]
    rule = over.success.text if over.success else ""
    text = f"{start}{best['policy']} is good enough ({rule}) in most draws"
    if best["satisficing"] == least["satisficing"]:
        text = f"{start}all policies are good enough ({rule}) in as many draws"
    text = f"{text[0].upper() + text[1:]}: {_share(best)}"
    if best["satisficing"] > least["satisficing"]:
        text += f"; in fewest {least['policy']}: {_share(least)}"
    return f"{text}."


def _share(row: Mapping[str, Any]) -> str:
    low, high = row["satisficing_low"], row["satisficing_high"]
    told = percent(row["satisficing"])
    return told if low is None else f"{told} ({percent(low)} to {percent(high)})"


def _worlds(table: pd.DataFrame, over: OverDraws) -> Iterator[str]:
    if not len(table):
        return
    sure = sure_boxes({"boxes": table})
    for row in records(sure):
        own = [f"{words(name)} {words(row[name])}" for name in over.each]
        among = f" ({', '.join(own)})" if own else ""
        yield (
            f"{row['policy'][0].upper()}{row['policy'][1:]}{among} {row['claim']} in "
            f"{percent(row['density'])} of the draws where {row['conditions']}, against "
            f"{percent(row['base'])} of all."
        )
    if not len(sure):
        yield "In no part of what was drawn is a policy told to hold more often than elsewhere."


def _told(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    value = number(row[name])
    return value if low is None or high is None else f"{value} ({interval(low, high)})"


def _aim(text: str) -> str:
    return words(text) if text.isidentifier() else f"the share of runs with {text}"


def doubts_of(over: OverDraws, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield why not to trust what is said, the gravest first."""
    policies, replicates = tables["policies"], over.sample.replicates
    if replicates < 2:
        yield (
            "one replicate: the best of each draw is chosen and judged by the same luck, so that "
            "regrets are too high and worst draws too low"
        )
    unsure = policies[(policies["rank"] == 1) & (policies["first"] < SURE)]
    unsure = unsure.drop_duplicates(["aim", *over.each])  # several may share a rank
    if len(unsure):
        every = policies["aim"].nunique() * len(over.groups)
        yield (
            f"{many(len(unsure), 'first rank')} of {every} would go to another policy in more "
            f"than {percent(1.0 - SURE)} of experiments"
        )
    if 2 <= replicates < FEW_REPLICATES:
        yield (
            f"{replicates} replicates: halves of them choose the best policy roughly, so that "
            "regret is too low; the plain one beside it is too high"
        )
    short = policies["draws"].min()
    if short < over.draws:
        left = over.draws - int(short)
        yield f"{many(left, 'draw')} left out in which a policy has no value: they may be selected"
    if over.draws < FEW_DRAWS:
        yield f"only {many(over.draws, 'draw')}: shares and worst draws of so few are rough"
    if over.draws < FEWEST_POINTS:
        yield (
            f"in which worlds which policy holds is not told of {many(over.draws, 'draw')}: that "
            f"takes {FEWEST_POINTS}"
        )
    yield (
        "draws count alike: shares are of what was drawn, and no chances of what will be; the "
        "worst draw is the worst of these, and worse with more of them"
    )
    limits = tables["criteria"]
    if "within_limits" in limits and (limits["within_limits"] < 0.5).any():
        count = int((limits["within_limits"] < 0.5).sum())
        yield f"{count} of {len(limits)} policies miss a limit in more than half of the draws"
    if over.sample.results.manifest.design.get("search") is None:
        less = [words(aim.text) for aim in over.aims.each if not aim.more]
        but = f", but of {', '.join(less)} less" if less else ""
        yield f"no table [search] says what is sought: more is taken for better{but}"


def finding_of(over: OverDraws, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return in a line which policy has the least regret in the first aim, and how surely."""
    aim = over.aims.each[0]
    parts = []
    for group in over.groups:
        rows = _of(group, tables["policies"])
        rows = rows[rows["aim"] == aim.text]
        best = records(rows.nsmallest(1, "regret"))[0]
        sure = "" if best["first"] >= SURE else " (not sure)"
        where = where_of(group)
        parts.append(f"{best['policy']}{sure}{f' where {where}' if where else ''}")
    return f"least regret in {_aim(aim.text)} has {'; '.join(parts)}"
