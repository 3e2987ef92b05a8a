"""Sections about the record: calibration, prediction, case histories."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.method import matching
from paradiplomacy_analysis.matching.prediction import (
    CASE,
    QUANTITIES,
    as_toml,
    committed,
    means_of_draws,
    predicted,
    ties_led,
)
from paradiplomacy_analysis.matching.telling import waves_told
from paradiplomacy_analysis.record.method import record
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.wording import number, words
from tools.odd.markdown import table
from tools.pages.made import section
from tools.pages.runs import results, waves
from tools.pages.sets import MATCHING

if TYPE_CHECKING:
    from paradiplomacy_analysis.finding import Finding


@section("matching", MATCHING, "cases")
def of_matching() -> str:
    """Return what the waves say, what each left and ruled out, and how the emulators fared."""
    found = waves_told(waves())
    one = matching(sample_of(results("cases")))
    limit = waves().last.cutoff
    mine = float(one.tables["draws"]["implausibility"].iloc[0])
    member = "are a member of" if mine <= limit else "lie outside"
    said = [f"- {sentence}" for sentence in found.sentences]
    said.append(
        f"- By their own runs the defaults {member} what is left: their largest implausibility is "
        f"{number(mine)}, and {number(limit)} is the cutoff of the last wave."
    )
    parts = [_waves_table(found), _targets_table(found), _emulators_table(found)]
    return "\n\n".join(["\n".join(said), *parts])


def _waves_table(found: Finding) -> str:
    rows = [
        (
            str(row["wave"]),
            str(row["draws"]),
            f"{row['left']:.2f}",
            f"{row['draws_left']:.2f}",
            f"{row['cutoff']:.2f}, {row['run_cutoff']:.2f}",
            f"{row['survive']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
            f"{row['stated']:.3f}",
        )
        for row in records(found.tables["waves"])
    ]
    heads = (
        "wave", "draws", "space left", "its draws left", "cutoff of emulators, of runs",
        "draws that survive records of their own", "stated",
    )  # fmt: skip
    return table(heads, rows)


def _targets_table(found: Finding) -> str:
    """Return a row for each target: what it ruled out by emulators, by runs, wave by wave."""
    told = found.tables["targets"]
    rows = [
        (
            str(claim),
            " / ".join(f"{share:.2f}" for share in mine["met_by_runs"]),
            " / ".join(_or_dash(share) for share in mine["ruled_out"]),
            " / ".join(f"{share:.2f}" for share in mine["draws_ruled_out"]),
        )
        for claim, mine in told.groupby("claim", sort=False)
    ]
    heads = (
        "target, wave by wave", "share of runs that meet it", "share that its emulator rules out",
        "share of draws that it rules out by their runs",
    )  # fmt: skip
    return table(heads, rows)


def _or_dash(share: float) -> str:
    """Return a share; a dash where there is none, since an emulator was not used."""
    return "–" if math.isnan(share) else f"{share:.2f}"


def _emulators_table(found: Finding) -> str:
    """Return a row for each emulator of a mean: its check on draws that had no part in it."""
    told = found.tables["emulators"]
    rows = [
        (
            str(row["wave"]),
            words(row["target"]),
            f"{row['covered']:.2f} [{row['low']:.2f}, {row['high']:.2f}]",
            f"{row['explained']:.2f}",
            "used" if row["used"] else "**not used**",
            row["active"],
        )
        for row in records(told[told["of"] == "mean"])
    ]
    heads = (
        "wave", "target", "share of draws inside 95 % intervals", "variance explained", "",
        "active factors",
    )  # fmt: skip
    return table(heads, rows)


@section("factors", MATCHING)
def of_factors() -> str:
    """Return the range of each factor of the prior, and what is left of it."""
    found = waves_told(waves())
    rows = [
        (
            words(row["factor"]),
            f"{number(row['prior_low'])} to {number(row['prior_high'])}",
            f"{number(row['low'])} to {number(row['high'])}",
            f"{row['spread']:.2f}",
            f"{row['distance']:.2f}",
        )
        for row in records(found.tables["factors"])
    ]
    heads = (
        "factor", "prior", "central 90 % of what is left", "spread left",
        "distance of distributions",
    )  # fmt: skip
    return table(heads, rows)


@section("prediction", MATCHING, "cases")
def of_prediction() -> str:
    """Return the committed prediction beside what is left after the calibration."""
    prior, last = waves().results[0], waves().results[-1]
    again = as_toml(predicted(results("cases"), prior, (last, waves().left)))
    kept = as_toml(committed())
    left = means_of_draws(last).loc[waves().left]
    rows = []
    for name, one in committed().items():
        low, high = left[name].quantile(0.025), left[name].quantile(0.975)
        rows.append(
            (
                QUANTITIES[name],
                f"{one.default.mean:.2f} [{one.default.low:.2f}, {one.default.high:.2f}]",
                f"{one.prior.mean:.2f} [{one.prior.low:.2f}, {one.prior.high:.2f}]",
                f"{left[name].mean():.2f} [{low:.2f}, {high:.2f}]",
            )
        )
    led = ties_led(results("cases"))
    others = [
        (case, f"{(led[CASE] > led[case]).mean():.2f}", f"{(led[CASE] < led[case]).mean():.2f}")
        for case in led.columns
        if case != CASE
    ]
    beside = table(("by milestones that cities led, beside", "above", "below"), others)
    heads = ("quantity", "defaults, runs", "prior, draws", "what the record leaves, draws")
    same = "is" if again == kept else "IS NOT"
    said = f"Made again today, the prediction {same} the one that was committed."
    return "\n\n".join([table(heads, rows), "Share of runs of the defaults:", beside, said])


@section("record", "cases")
def of_record() -> str:
    """Return the dated facts, and the share of runs in which each holds."""
    found = record(sample_of(results("cases")))
    rows = []
    for row in records(found.tables["facts"]):
        if row["role"] != "test":
            continue
        same = row["begins"] == row["ends"]
        when = row["begins"] if same else f"{row['begins']} to {row['ends']}"
        where = "inside" if row["inside"] else "**outside**"
        predicted_ = " (predicted)" if row["predicted"] else ""
        share = f"{row['holds']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"
        rows.append((row["case"] + predicted_, when, row["what"], share, where))
    heads = ("case", "when", "what", "share of runs", "the record is")
    joint = [
        (
            row["case"],
            str(row["facts"]),
            f"{row['holds']:.2f} [{row['low']:.2f}, {row['high']:.2f}]",
        )
        for row in records(found.tables["together"])
    ]
    together = table(("case", "facts", "share of runs in which all hold"), joint)
    return table(heads, rows) + "\n\n" + together
