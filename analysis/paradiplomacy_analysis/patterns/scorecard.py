"""The scorecard: what each pattern measures, beside what was declared of it.

One row for each part of a pattern (and for each quantity, where a part has several) and each
variant that the design was run under. A pattern has the worst verdict of its counting parts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS, worst
from paradiplomacy_analysis.patterns.cells import by_variant
from paradiplomacy_analysis.patterns.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_analysis.patterns import Pattern
    from paradiplomacy_analysis.patterns.measures import Measurement
    from paradiplomacy_results.reading import Results

DEFAULT = "default"
"""The variant in which nothing is changed."""

COLUMNS = (
    "variant",
    "id",
    "kind",
    "part",
    "of",
    "statistic",
    "condition",
    "threshold",
    "effect",
    "ci_low",
    "ci_high",
    "verdict",
    "counts",
)


def score(results: Mapping[str, Results], names: Sequence[str] = tuple(PATTERNS)) -> pd.DataFrame:
    """Measure some patterns in the results of their designs, by the designs' names.

    Columns: :data:`COLUMNS`. ``effect`` is the statistic, ``ci_low`` and ``ci_high`` its 95 %
    interval, ``counts`` tells whether the row bears on the pattern's verdict. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where runs are missing or failed.
    """
    rows = []
    by_design: dict[str, list[str]] = {}
    for name in names:
        by_design.setdefault(MEASURES[name].design, []).append(name)
    for design, patterns in by_design.items():
        for cells in by_variant(results[design]):
            for name in patterns:
                measured = MEASURES[name].of(cells)
                rows += [
                    {"variant": cells.variant or DEFAULT, **row}
                    for row in judged(PATTERNS[name], measured)
                ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    place = {name: k for k, name in enumerate(PATTERNS)}
    variants = {name: k for k, name in enumerate(dict.fromkeys(table["variant"]))}
    order = table.assign(_v=table["variant"].map(variants), _p=table["id"].map(place))
    table = table.loc[order.sort_values(["_v", "_p", "part"], kind="stable").index]
    return table.reset_index(drop=True)


def judged(pattern: Pattern, measured: Measurement) -> Iterator[dict[str, Any]]:
    """Yield a row for each estimate of a pattern, judged against its part's condition."""
    for number, (part, estimates) in enumerate(zip(pattern.parts, measured, strict=True), start=1):
        for each in estimates:
            yield {
                "id": pattern.id,
                "kind": "predicted" if part.predicted else pattern.kind,
                "part": number,
                "of": each.of,
                "statistic": part.statistic,
                "condition": part.condition,
                "threshold": part.threshold,
                "effect": each.value,
                "ci_low": each.low,
                "ci_high": each.high,
                "verdict": part.verdict(each.low, each.high),
                "counts": not part.as_first_proposed,
            }


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict of each pattern (row) under each variant (column)."""
    counting = table[table["counts"]]
    found = counting.groupby(["id", "variant"], sort=False)["verdict"].agg(
        lambda parts: worst(list(parts))
    )
    order = [name for name in PATTERNS if name in set(table["id"])]
    variants = list(dict.fromkeys(table["variant"]))
    wide = found.reset_index().pivot(index="id", columns="variant", values="verdict")  # noqa: PD010
    return wide.reindex(index=order, columns=variants)


def deciding(rows: pd.DataFrame) -> pd.Series:
    """Return the row from which a pattern has its verdict: the first of the worst that count."""
    counting = rows[rows["counts"]]
    bad = counting["verdict"].map(VERDICTS.index).to_numpy()
    return counting.iloc[int(bad.argmax())]


def shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return in which share of the variants beside the default each pattern holds.

    It holds where the estimates of all its counting parts meet their conditions; that intervals are
    wide, because draws have few replicates, is not held against it. Columns: id, kind, draws,
    share, share_low, share_high (Wilson's 95 % interval over draws).
    """
    from scipy.stats import binomtest

    drawn = table[(table["variant"] != DEFAULT) & table["counts"]]
    met = [
        PATTERNS[name].parts[part - 1].holds(effect)
        for name, part, effect in zip(drawn["id"], drawn["part"], drawn["effect"], strict=True)
    ]
    holds = drawn.assign(holds=met).groupby(["id", "variant"], sort=False)["holds"].all()
    rows = []
    for name, one in holds.groupby("id", sort=False):
        count = int(one.sum())
        interval = binomtest(count, len(one)).proportion_ci(method="wilson")
        rows.append(
            {
                "id": name,
                "kind": PATTERNS[str(name)].kind,
                "draws": len(one),
                "share": count / len(one),
                "share_low": float(interval.low),
                "share_high": float(interval.high),
            }
        )
    return pd.DataFrame(rows, columns=["id", "kind", "draws", "share", "share_low", "share_high"])


def documents(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return plain data, one entry for each pattern, as it is under the default.

    ``statistic``, ``effect``, ``ci_low``, ``ci_high`` and ``threshold`` are those of the part that
    decides, ``parts`` has all of them; what is undefined or infinite is null. Where there are other
    variants, ``under`` has the verdict under each.
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


_TOLD = ("statistic", "effect", "ci_low", "ci_high", "threshold")
_OF_A_PART = ("part", "of", "kind", *_TOLD, "condition", "verdict", "counts")


def _document(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    decides = deciding(rows)
    return {
        "id": name,
        "kind": PATTERNS[name].kind,
        "verdict": str(decides["verdict"]),
        **{key: plain(decides[key]) for key in _TOLD},
        "parts": [{key: plain(row[key]) for key in _OF_A_PART} for row in rows.to_dict("records")],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: a number, text or truth value; else None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
