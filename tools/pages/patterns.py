"""Sections about patterns: verdicts, ablations, shares of draws, unknowns, seeds."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS
from paradiplomacy_analysis.patterns.moves import moves
from paradiplomacy_analysis.patterns.scorecard import (
    DEFAULT,
    MOVED,
    documents,
    shares,
    told_of_chance,
    verdicts,
)
from paradiplomacy_analysis.wording import words
from tools.odd.markdown import code, table
from tools.pages.cells import with_interval
from tools.pages.made import section
from tools.pages.runs import card, of_calibrated, of_prior, results
from tools.pages.sets import SETS

APART = {
    "judged": "",
    "first": " (as first declared)",
    "beside": " (shown beside)",
    MOVED: " (manipulation check)",
}
"""What is said of the verdict of a part by its standing."""

GUESSES = Path(__file__).with_name("guesses.toml")
"""What may be missing where a pattern does not pass, by its id."""


@section("scorecard", "default")
def of_scorecard() -> str:
    """Return the verdict of each pattern, and what decides it."""
    rows = []
    for one in documents(card("default")):
        of = next((p["of"] for p in one["parts"] if p["verdict"] == one["verdict"] and p["of"]), "")
        what = one["statistic"] + (f" ({words(of)})" if of else "")
        effect = with_interval(one["effect"], one["ci_low"], one["ci_high"])
        claim, first = PATTERNS[one["id"]].claim, one["first"] or ""
        verdict = f"**{one['verdict']}**"
        rows.append(
            (
                one["id"],
                claim,
                one["kind"],
                verdict,
                first,
                what,
                one["claimed"],
                effect,
                one["reading"],
            )
        )
    heads = (
        "id",
        "pattern",
        "kind",
        "verdict",
        "by the first measure",
        "what decides",
        "claimed",
        "effect, 95 % interval",
        "reading",
    )
    return f"{table(heads, rows)}\n\n{told_of_chance(card('ablation')).capitalize()}."


@section("counts", "default")
def of_counts() -> str:
    """Return how many patterns of each kind have each verdict."""
    mine = card("default")
    mine = mine[(mine["variant"] == DEFAULT) & mine["counts"]]
    counted = Counter(zip(mine["kind"], mine["verdict"], strict=True))
    whole = pd.Series({one["id"]: one["verdict"] for one in documents(card("default"))})
    kinds = pd.Series({name: pattern.kind for name, pattern in PATTERNS.items()})
    rows = []
    for kind in ("verification", "fitted", "predicted"):
        of_kind = whole[kinds == kind]
        counts = [str(int((of_kind == verdict).sum())) for verdict in VERDICTS]
        single = [str(counted[kind, verdict]) for verdict in VERDICTS]
        rows.append((kind, *counts, *single))
    heads = ("kind", *VERDICTS, *(f"parts: {verdict}" for verdict in VERDICTS))
    return table(heads, rows)


@section("parts", "default")
def of_parts() -> str:
    """Return every part of every pattern and of its check, and what was mended."""
    mine = card("default")
    rows = []
    for row in records(mine[mine["variant"] == DEFAULT]):
        what = row["statistic"] + (f" ({words(row['of'])})" if row["of"] else "")
        effect = with_interval(row["effect"], row["ci_low"], row["ci_high"])
        verdict = row["verdict"] + APART[row["standing"]]
        why = f"mended: {row['mended']}" if row["mended"] else ""
        rows.append((row["id"], what, row["claimed"], effect, verdict, row["reading"], why))
    heads = ("id", "statistic", "claimed", "effect, 95 % interval", "verdict", "reading", "measure")
    return table(heads, rows)


@section("ablations", "ablation")
def of_ablations() -> str:
    """Return which parts of patterns each frozen mechanism and each rival turns."""
    return _of_variants(card("ablation"))


@section("unknowns", "unknowns")
def of_unknowns() -> str:
    """Return which parts of patterns each unknown turns at its low and its high value."""
    return _of_variants(card("unknowns"))


def _of_variants(frame: pd.DataFrame) -> str:
    """Return which parts of patterns each variant of a scorecard turns, and into what."""
    frame = frame[frame["counts"]]
    several = {pattern: len(one.judged) > 1 for pattern, one in PATTERNS.items()}
    labels = [
        f"{i}.{part}" if several[i] else i
        for i, part in zip(frame["id"], frame["part"], strict=True)
    ]
    worst_of = (
        frame.assign(label=labels, badness=frame["verdict"].map(VERDICTS.index))
        .groupby(["label", "variant"], sort=False)["badness"]
        .max()
    )
    rows = []
    for variant in dict.fromkeys(frame["variant"]):
        if variant == DEFAULT:
            continue
        moved: dict[bool, list[str]] = {True: [], False: []}
        for label in dict.fromkeys(labels):
            before, after = worst_of[label, DEFAULT], worst_of[label, variant]
            if after != before:
                moved[bool(after > before)].append(f"{label} ({VERDICTS[after]})")
        rows.append((str(variant), ", ".join(moved[True]), ", ".join(moved[False])))
    return table(("variant", "worse", "better"), rows)


@section("moves", "ablation")
def of_moves() -> str:
    """Return what each ablation moves most: an outcome in some world, judged on other runs."""
    every = {design: results("ablation", design) for design in SETS["ablation"].designs}
    rows = [
        (
            str(one["variant"]),
            words(one["outcome"]) if one["outcome"] else "nothing",
            ", ".join(each for each in (one["design"], one["world"]) if each),
            _in_sd(one),
            one["reading"],
        )
        for one in records(moves(every, card("ablation")))
    ]
    heads = ("variant", "outcome", "design and world", "move in sd, 95 % interval", "reading")
    return table(heads, rows)


def _in_sd(one: dict[str, Any]) -> str:
    """Return a move in standard deviations, with its interval as far as there is one."""
    if one["move"] is None:
        return ""
    told = f"{one['move']:+.2f}"
    if one["move_low"] is None or one["move_high"] is None:
        return told
    return f"{told} [{one['move_low']:+.2f}, {one['move_high']:+.2f}]"


@section("survivors", "ablation")
def of_survivors() -> str:
    """Return the patterns that no ablation moves, and the mechanisms that move none."""
    wide = verdicts(card("ablation"))
    same = wide.eq(wide[DEFAULT], axis=0)
    firm = {
        verdict: [p for p in wide.index[same.all(axis=1)] if wide.loc[p, DEFAULT] == verdict]
        for verdict in VERDICTS
    }
    passed = wide.index[wide[DEFAULT] == "pass"]
    idle = [str(v) for v in wide.columns if v != DEFAULT and (wide.loc[passed, v] == "pass").all()]
    said = [
        f"- Patterns that pass under every variant: {', '.join(firm['pass']) or 'none'}.",
        f"- Patterns that fail under every variant: {', '.join(firm['fail']) or 'none'}.",
        f"- Variants under which every pattern that passes still passes: {', '.join(idle)}.",
    ]
    return "\n".join(said)


@section("shares", "draws")
def of_shares() -> str:
    """Return the shares of draws by verdict of each pattern, of the prior and of what is left."""
    held = {
        name: shares(frame).set_index("id").to_dict(orient="index")
        for name, frame in (("prior", of_prior()), ("left", of_calibrated()))
    }
    rows = []
    for pattern in PATTERNS:
        told = []
        for one in held.values():
            share = {str(key): value for key, value in one[pattern].items()}
            told += [
                "{share:.2f} [{share_low:.2f}, {share_high:.2f}]".format(**share),
                "{inconclusive:.2f} / {not_tested:.2f} / {fail:.2f}".format(**share),
            ]
        rows.append((pattern, *told))
    others = "inconclusive / not tested / fail"
    heads = (
        "id",
        "pass, share of the prior",
        others,
        "pass, share of what the record leaves",
        others,
    )
    return table(heads, rows)


@section("guesses", "default")
def of_guesses() -> str:
    """Return a guess for each pattern that does not pass."""
    guesses = tomllib.loads(GUESSES.read_text(encoding="utf-8"))
    rows = [
        (
            one["id"],
            PATTERNS[one["id"]].claim,
            one["verdict"],
            " ".join(guesses.get(one["id"], "No guess yet.").split()),
        )
        for one in documents(card("default"))
        if one["verdict"] != "pass"
    ]
    return table(("id", "pattern", "verdict", "what may be missing"), rows)


@section("seeds", "default", "seed-2")
def of_seeds() -> str:
    """Return the verdicts under two seeds where they differ, and how far effects moved."""
    one, two = (verdicts(card(name))[DEFAULT] for name in ("default", "seed-2"))
    rows = [(name, one[name], two[name]) for name in one.index if one[name] != two[name]]
    agree = f"{len(one) - len(rows)} of {len(one)} verdicts are the same under another seed."
    if not rows:
        return agree
    return f"{agree}\n\n" + table(("id", "seed 1", "seed 2"), rows)


@section("runs", "default")
def of_runs() -> str:
    """Return how many runs the scorecard is made of, by design."""
    rows = []
    for design in SETS["default"].designs:
        frame = results("default", design).manifest
        rows.append((code(design), str(frame.points), str(frame.replicates)))
    return table(("design", "worlds", "replicates of each"), rows)
