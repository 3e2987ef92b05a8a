"""What tests of growing results share: a small design, its results, what is in a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.growth.extension import extend_design
from paradiplomacy_results.reading import load
from tests.support.designs import FORGETTING, HEAD, made

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.runner import Report

KEEP = """
[keep]
tables = ["series", "partnerships", "histories", "waits", "events"]
indicators = ["trust", "cost"]
"""


def design(
    folder: Path, *overrides: str, text: str = FORGETTING, keep: str = KEEP, head: str = HEAD
) -> Design:
    """Return a small design."""
    return made(folder, text + keep, *overrides, head=head)


def until(most: int, half_width: float) -> str:
    """Return the head of a design whose replicates go on until an interval is narrow."""
    rule = f"until = {{indicator = 'trust', half_width = {half_width}, first = 3, max = {most}}}"
    return HEAD.replace("replicates = 4", rule)


def swept(one: Design, out: Path, **settings: Any) -> Report:
    """Run a design into ``out``, or grow what is there."""
    return extend_design(one, out=out, **{"workers": 2, "chunk_runs": 5, **settings})


def files(directory: Path) -> dict[str, str]:
    """Return the hash of every file of a table, by its path."""
    return {entry.path: entry.sha256 for entry in load(directory).manifest.files}
