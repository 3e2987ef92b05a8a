"""Sections about the record: calibration, prediction, case histories."""

from __future__ import annotations

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.method import match, matching
from paradiplomacy_analysis.matching.prediction import (
    CASE,
    QUANTITIES,
    as_toml,
    committed,
    means_of_draws,
    predicted,
    ties_led,
)
from paradiplomacy_analysis.record.method import record
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.wording import number, words
from tools.odd.markdown import table
from tools.pages.made import section
from tools.pages.runs import results


@section("matching", "prior", "cases")
def of_matching() -> str:
    """Return the sentences and the targets of the calibration."""
    found = matching(sample_of(results("prior")))
    one = matching(sample_of(results("cases")))
    limit = match(results("prior")).cutoff
    mine = float(one.tables["draws"]["implausibility"].iloc[0])
    member = "are a member of" if mine <= limit else "lie outside"
    said = [f"- {sentence}" for sentence in found.sentences]
    said.append(
        f"- The defaults {member} the surviving set: their largest implausibility is "
        f"{number(mine)}, and {number(limit)} is the cutoff."
    )
    rows = [
        (row["claim"], f"{row['met_by_runs']:.2f}", f"{row['ruled_out']:.2f}")
        for row in records(found.tables["targets"])
    ]
    heads = ("target", "share of all runs that meet it", "share of draws that it rules out")
    return "\n".join(said) + "\n\n" + table(heads, rows)


@section("factors", "prior")
def of_factors() -> str:
    """Return the range of each factor of the prior, and what is left of it."""
    found = matching(sample_of(results("prior")))
    rows = [
        (
            words(row["factor"]),
            f"{number(row['prior_low'])} to {number(row['prior_high'])}",
            f"{number(row['low'])} to {number(row['high'])}",
            f"{row['spread']:.2f}",
            f"{row['p_holm']:.2g}",
        )
        for row in records(found.tables["factors"])
    ]
    heads = ("factor", "prior", "central 90 % of what is left", "spread left", "p (Holm)")
    return table(heads, rows)


@section("prediction", "prior", "cases")
def of_prediction() -> str:
    """Return the committed prediction beside what is left after the calibration."""
    again = as_toml(predicted(results("cases"), results("prior")))
    kept = as_toml(committed())
    prior = results("prior")
    left = means_of_draws(prior)[match(prior).survives]
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
