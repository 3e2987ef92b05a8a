"""What the model says of Semarang and Jung-gu, the case that is kept out of every calibration.

``prediction.toml`` beside this file was committed before the case was held against its record
again. It is made, and made again, from results of the shipped scenario, of the prior, and of what
waves of matching leave of it.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_results.reading import Results

CASE = "semarang-junggu"
ABLE = ("bandung-seoul", "surabaya-busan", "jakarta-seoul")
WEAK = "baubau-seoul"
TAIL = 0.025

HEAD = """\
# What the model says of Semarang and Jung-gu, the case that is kept out of every target. Written
# when mechanisms had changed, by people who knew how the case went, and before it was held against
# its record.
#
# default: 500 runs of `indonesia-korea`, seed 1; the mean over runs, and their central 95 %. prior:
# the 512 draws of the design `prior`, 10 runs each; the same over the means of draws. Made again by
# `make validity`.
"""

HEAD_OF_LEFT = """\
# left: the same over the draws that the record of the other five leaves after the last wave.
"""


class Range(BaseModel):
    """A mean, and the bounds that leave 2.5 % on either side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mean: float
    low: float
    high: float


class Prediction(BaseModel):
    """One predicted quantity: over runs of the defaults, and over the means of draws.

    ``left`` is over the draws that the record of the other cases leaves, after a matching.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    default: Range
    prior: Range
    left: Range | None = None


QUANTITIES = {
    "realised": "milestones delivered / promised by the end of 2025",
    "realised_under_mou": "the same where an MoU is in force at the end",
    "delivered_g2g": "milestones that cities led by the end of 2025",
    "place": "place among the six cases by milestones that cities led, 1 = most",
    "between": "whether it lies above Baubau-Seoul and below each of the three able cases",
    "signed": "whether an LoI or MoU is in force at the end",
    "memorandum": "whether an MoU is in force at the end",
    "trust": "mean trust at the end",
    "ceremonial": "whether it is ceremonial at the end",
}
"""What is predicted, in words; a truth value counts 1 or 0, its mean is a share of runs."""


def quantities(results: Results) -> pd.DataFrame:
    """Return the predicted quantities of each run; columns are :data:`QUANTITIES`, rows runs."""
    columns = [
        "partnership", "formality", "promised", "delivered", "delivered_g2g", "trust",
        "ceremonial_share",
    ]  # fmt: skip
    # What a case has come to by its last month: the prediction is of the whole story.
    rows = results.read("histories", ["run", "month", *columns])
    rows = rows[rows["month"] == rows["month"].max()]
    rows = rows.astype({"partnership": str})
    # Ties that were founded on the way are no cases.
    rows = rows[rows["partnership"].isin(list(results.config["partnerships"]))]
    led = _wide(rows)
    mine = rows[rows["partnership"] == CASE].set_index("run").sort_index()
    realised = (mine["delivered"] / mine["promised"]).where(mine["promised"] > 0.0)
    memorandum = mine["formality"] == "mou"
    below = np.logical_and.reduce([led[CASE] < led[able] for able in ABLE])
    return pd.DataFrame(
        {
            "realised": realised,
            "realised_under_mou": realised.where(memorandum),
            "delivered_g2g": led[CASE],
            "place": led.rank(axis=1, ascending=False, method="min")[CASE],
            "between": (below & (led[CASE] > led[WEAK])).astype(float),
            "signed": (mine["formality"] != "informal").astype(float),
            "memorandum": memorandum.astype(float),
            "trust": mine["trust"],
            "ceremonial": mine["ceremonial_share"],
        }
    )


def ties_led(results: Results) -> pd.DataFrame:
    """Return the milestones that cities led by the end: rows are runs, columns cases."""
    rows = results.read("histories", ["run", "month", "partnership", "delivered_g2g"])
    rows = rows[rows["month"] == rows["month"].max()]
    cases = list(results.config["partnerships"])
    return _wide(rows[rows["partnership"].isin(cases)].astype({"partnership": str}))


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.pivot_table(index="run", columns="partnership", values="delivered_g2g")


def predicted(
    default: Results, prior: Results, left: tuple[Results, Sequence[int]] | None = None
) -> dict[str, Prediction]:
    """Make the prediction from runs of the scenario ``indonesia-korea`` and of design ``prior``.

    ``left`` are the results of the last wave of a matching, and which of its draws the record
    leaves: see :func:`~paradiplomacy_analysis.matching.method.left_in`.
    """
    runs, draws = quantities(default), means_of_draws(prior)
    kept = None if left is None else means_of_draws(left[0]).loc[list(left[1])]
    return {
        name: Prediction(
            what=what,
            default=_range(runs[name]),
            prior=_range(draws[name]),
            left=None if kept is None else _range(kept[name]),
        )
        for name, what in QUANTITIES.items()
    }


def means_of_draws(results: Results) -> pd.DataFrame:
    """Return the predicted quantities of each draw, means over its runs; rows are points."""
    drawn = quantities(results)
    return drawn.groupby(results.runs.set_index("run")["point"].reindex(drawn.index)).mean()


def as_toml(found: dict[str, Prediction]) -> str:
    """Write a prediction as the file holds it."""
    told = any(one.left for one in found.values())
    lines = [HEAD + HEAD_OF_LEFT] if told else [HEAD]
    for name, one in found.items():
        lines.append(f'[{name}]\nwhat = "{one.what}"')
        for key, each in (("default", one.default), ("prior", one.prior), ("left", one.left)):
            if each is None:
                continue
            numbers = f"mean = {each.mean:.3f}, low = {each.low:.3f}, high = {each.high:.3f}"
            lines.append(f"{key} = {{ {numbers} }}")
        lines.append("")
    return "\n".join(lines)


def _range(values: pd.Series) -> Range:
    low, high = (float(values.quantile(q)) for q in (TAIL, 1.0 - TAIL))
    return Range(mean=float(values.mean()), low=low, high=high)


def committed() -> dict[str, Prediction]:
    """Return the prediction as it was committed."""
    text = (resources.files(__package__) / "prediction.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Prediction]).validate_python(tomllib.loads(text))
