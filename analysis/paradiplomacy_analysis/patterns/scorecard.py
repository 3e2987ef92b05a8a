"""The scorecard: what each pattern measures, beside what was declared of it.

One row for each part of a pattern, and of its manipulation check (for each quantity, where a part
has several), under each variant that the design was run under. A pattern has the worst verdict of
its judged parts; what its check did not see move is not tested.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS, worst
from paradiplomacy_analysis.patterns.cells import by_variant
from paradiplomacy_analysis.patterns.measures import MEASURES
from paradiplomacy_analysis.patterns.parts import CHANCE
from paradiplomacy_results.intervals import of_shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_analysis.patterns import Part, Pattern
    from paradiplomacy_analysis.patterns.estimates import Estimate
    from paradiplomacy_analysis.patterns.measures import Measurement
    from paradiplomacy_results.reading import Results

DEFAULT = "default"
"""The variant in which nothing is changed."""

MOVED = "moved"
"""Standing of the rows of a manipulation check; its part is 0."""

COLUMNS = (
    "variant",
    "id",
    "kind",
    "part",
    "of",
    "statistic",
    "condition",
    "threshold",
    "threshold_high",
    "claimed",
    "effect",
    "ci_low",
    "ci_high",
    "verdict",
    "reading",
    "standing",
    "counts",
    "mended",
)


def score(results: Mapping[str, Results], names: Sequence[str] = tuple(PATTERNS)) -> pd.DataFrame:
    """Measure some patterns in the results of their designs, by the designs' names.

    Columns: :data:`COLUMNS`. ``effect`` is the statistic, ``ci_low`` and ``ci_high`` its 95 %
    interval, ``reading`` what they tell in words, ``standing`` is ``moved`` for the check and else
    that of the part, ``counts`` tells whether the row bears on the pattern's verdict, ``mended``
    what was wrong with the measure as first declared. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where runs are missing or failed.
    """
    rows = []
    by_design: dict[str, list[str]] = {}
    for name in names:
        by_design.setdefault(MEASURES[name].design, []).append(name)
    for design, patterns in by_design.items():
        for cells in by_variant(results[design]):
            for name in patterns:
                measure = MEASURES[name]
                found = judged(PATTERNS[name], measure.of(cells), measure.moved(cells))
                rows += [{"variant": cells.variant or DEFAULT, **row} for row in found]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    place = {name: k for k, name in enumerate(PATTERNS)}
    variants = {name: k for k, name in enumerate(dict.fromkeys(table["variant"]))}
    order = table.assign(_v=table["variant"].map(variants), _p=table["id"].map(place))
    table = table.loc[order.sort_values(["_v", "_p", "part"], kind="stable").index]
    return table.reset_index(drop=True)


def judged(pattern: Pattern, measured: Measurement, moved: Measurement) -> Iterator[dict[str, Any]]:
    """Yield a row for each estimate of the check of a pattern, and of its parts.

    A part is not tested where a check does not pass; one that is told for several worlds, by the
    names that the part has too, holds for the world of that name alone. What must be exact and is
    not has failed whatever moved. Measures as first declared had no check, and are judged without.
    """
    worlds = {each.of for estimates in measured for each in estimates}
    unmoved: dict[str, str] = {}
    for part, estimates in zip(pattern.moved, moved, strict=True):
        for each in estimates:
            row = _row(pattern, 0, part, each) | {"standing": MOVED, "counts": False}
            if row["verdict"] != "pass":
                unmoved.setdefault(each.of if each.of in worlds else "", part.statistic)
            yield row
    for number, (part, estimates) in enumerate(zip(pattern.parts, measured, strict=True), start=1):
        for each in estimates:
            row = _row(pattern, number, part, each)
            missing = unmoved.get("") or unmoved.get(each.of)
            broken = part.condition == "exactly" and row["verdict"] == "fail"
            if missing and part.standing != "first" and not broken:
                row |= {"verdict": "not tested", "reading": f"not moved: {missing}"}
            yield row


def _row(pattern: Pattern, number: int, part: Part, each: Estimate) -> dict[str, Any]:
    return {
        "id": pattern.id,
        "kind": "predicted" if part.predicted else pattern.kind,
        "part": number,
        "of": each.of,
        "statistic": part.statistic,
        "condition": part.condition,
        "threshold": part.threshold,
        "threshold_high": part.threshold_high,
        "claimed": part.claimed,
        "effect": each.value,
        "ci_low": each.low,
        "ci_high": each.high,
        "verdict": part.verdict(each.low, each.high),
        "reading": part.reading(each.low, each.high),
        "standing": part.standing,
        "counts": part.standing == "judged",
        "mended": part.mended,
    }


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict of each pattern (row) under each variant (column)."""
    counting = table[table["counts"]]
    found = counting.groupby(["id", "variant"], sort=False)["verdict"].agg(
        lambda parts: worst(list(parts))
    )
    order = [name for name in PATTERNS if name in set(table["id"])]
    variants = list(dict.fromkeys(table["variant"]))
    wide = found.reset_index().pivot(index="id", columns="variant", values="verdict")
    return wide.reindex(index=order, columns=variants)


def deciding(rows: pd.DataFrame) -> pd.Series:
    """Return the row from which a pattern has its verdict: the first of the worst that count."""
    counting = rows[rows["counts"]]
    bad = counting["verdict"].map(VERDICTS.index).to_numpy()
    return counting.iloc[int(bad.argmax())]


def by_first_measures(rows: pd.DataFrame) -> str | None:
    """Return the verdict of a pattern by the measures as first declared; None where none is mended.

    Parts that were not mended count in both.
    """
    first = rows["standing"] == "first"
    if not first.any():
        return None
    return worst(list(rows.loc[first | (rows["counts"] & (rows["mended"] == "")), "verdict"]))


def shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return in which share of the variants beside the default each pattern has which verdict.

    Each draw is judged as the default is, by the intervals of its own runs. Columns: id, kind,
    draws, share (of those in which it passes), share_low, share_high (its 95 % interval over
    draws), and the shares inconclusive, not_tested, fail.
    """
    drawn = verdicts(table).drop(columns=DEFAULT, errors="ignore")
    rows = []
    for name, found in drawn.iterrows():
        counted = {verdict: int((found == verdict).sum()) for verdict in VERDICTS}
        low, high = of_shares(counted["pass"], len(found))
        share = {
            verdict.replace(" ", "_"): count / len(found) for verdict, count in counted.items()
        }
        rows.append(
            {
                "id": name,
                "kind": PATTERNS[str(name)].kind,
                "draws": len(found),
                "share": share.pop("pass"),
                "share_low": float(low),
                "share_high": float(high),
                **share,
            }
        )
    columns = ["id", "kind", "draws", "share", "share_low", "share_high"]
    return pd.DataFrame(rows, columns=[*columns, "inconclusive", "not_tested", "fail"])


def chances(table: pd.DataFrame) -> tuple[int, float]:
    """Return how many estimates are judged by an interval, and how many may turn by chance.

    The second is how many would pass, and how many fail, were the truth of each at its threshold.
    """
    mine = table[(table["variant"] == DEFAULT) & table["counts"]]
    count = int((mine["condition"] != "exactly").sum())
    return count, CHANCE * count


def told_of_chance(table: pd.DataFrame) -> str:
    """Say how many estimates are judged and how many of them may be expected to turn by chance."""
    count, turned = chances(table)
    return (
        f"{count} estimates are judged by 95 % intervals: were the truth of each at its threshold, "
        f"{turned:.1f} would pass by chance and {turned:.1f} fail; what lies further off turns "
        "more seldom"
    )


def documents(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return plain data, one entry for each pattern, as it is under the default.

    ``statistic``, ``effect``, ``ci_low``, ``ci_high``, ``threshold`` and ``reading`` are those of
    the part that decides, ``parts`` has all of them and ``moved`` the manipulation check;
    ``first`` is the verdict by the measures as first declared, null where none was mended.
    ``judged`` counts the estimates that an interval judges, ``by_chance`` how many of them would
    pass, and how many fail, were the truth at the threshold. What is undefined or infinite is null.
    Where there are other variants, ``under`` has the verdict under each.
    """
    under = verdicts(table)
    mine = table[table["variant"] == DEFAULT]
    found = []
    for name, rows in mine.groupby("id", sort=False):
        document = _document(str(name), rows)
        if len(under.columns) > 1:
            document["under"] = {str(k): v for k, v in under.loc[name].items()}
        found.append(document)
    return found


_TOLD = ("statistic", "effect", "ci_low", "ci_high", "threshold", "claimed", "reading")
_OF_A_CHECK = ("of", *_TOLD, "threshold_high", "condition", "verdict")
_OF_A_PART = ("part", "kind", *_OF_A_CHECK, "standing", "counts", "mended")


def _document(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    decides = deciding(rows)
    count, turned = chances(rows)
    checks = (rows["standing"] == MOVED).to_numpy()
    return {
        "id": name,
        "kind": PATTERNS[name].kind,
        "verdict": str(decides["verdict"]),
        "first": by_first_measures(rows),
        **{key: plain(decides[key]) for key in _TOLD},
        "judged": count,
        "by_chance": turned,
        "moved": _plain_rows(rows[checks], _OF_A_CHECK),
        "parts": _plain_rows(rows[~checks], _OF_A_PART),
    }


def _plain_rows(rows: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    return [{key: plain(row[key]) for key in columns} for row in rows.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: a number, text or truth value; else None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
