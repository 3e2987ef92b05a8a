"""What the pages report: the commands that make it, and access to what they made."""

from __future__ import annotations

import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis import load

if TYPE_CHECKING:
    from paradiplomacy_analysis import Results

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "results" / "validity"
DRAWS = "50"
"""Draws over which shares are taken."""

PATTERN_SETS = {
    "ablation": ["--ablate"],
    "unknowns": ["--unknowns"],
    "seed-2": ["--seed", "2"],
    "over-prior": ["--draws", DRAWS],
    "over-calibrated": ["--calibrated", "results/validity/prior", "--draws", DRAWS],
}
"""Options of ``paradiplomacy patterns`` for each folder of its results."""

SWEEPS = {
    "prior": ["prior"],
    "discovery": ["discovery"],
    "discovery-seed-2": ["discovery", "--set", "design.seed=2"],
    "levers": ["levers"],
    "reform-year": ["reform-year"],
    "regime-dyads": ["regime-dyads"],
}
"""Design and options of ``paradiplomacy sweep`` for each folder of its results."""


def commands() -> list[list[str]]:
    """Return the commands whose results the pages report, in an order in which they can run."""
    return [
        *(["sweep", *of, "--out", f"results/validity/{name}"] for name, of in SWEEPS.items()),
        [
            *shlex.split("run indonesia-korea --replicates 500 --no-figures"),
            *("--out", "results/validity/cases"),
        ],
        *(
            ["patterns", *options, "--out", f"results/validity/{name}"]
            for name, options in PATTERN_SETS.items()
        ),
    ]


def run() -> None:
    """Run all of them, or what is missing; takes some twenty-five minutes on two processors."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for words_of in commands():
        print("paradiplomacy", *words_of, flush=True)
        command = [sys.executable, "-m", "paradiplomacy_cli", *words_of]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@cache
def results(name: str) -> Results:
    """Return results by the name of their folder."""
    return load(FOLDER / name)


@cache
def card(name: str) -> pd.DataFrame:
    """Return a scorecard by the name of its folder."""
    read = pd.read_csv(FOLDER / name / "scorecard.csv")
    return read.assign(of=read["of"].fillna(""))


def bounds(row: dict[str, Any]) -> tuple[float, float, float]:
    """Return a difference and its interval."""
    return row["difference"], row["low"], row["high"]


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write a value with its interval, as far as there is one."""
    if value is None:
        return "undefined"
    if low is None or high is None:
        return f"{value:.3g}, no interval"
    return f"{value:.3g}" if low == high == value else f"{value:.3g} [{low:.3g}, {high:.3g}]"
