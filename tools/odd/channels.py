"""Channels: which process reads what a factor stands for, what it does there, on which evidence.

That a process reads a field is read off its rules. What it does there and the evidence are written
by hand, in ``model/channels.csv``.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools.odd.markdown import code, table
from tools.rules_as_trees import readers

FILE = Path(__file__).parents[2] / "model" / "channels.csv"
ONLY_TELL = {"context", "indicators", "journal", "recording", "randomness"}
"""Parts of the model through which no factor acts."""


class Channel(NamedTuple):
    """A row of the file; ``through`` names the rule of another process that reads the field."""

    factor: str
    field: str
    process: str
    through: str
    what: str
    evidence: str


@cache
def channels() -> tuple[Channel, ...]:
    """Return the rows of the file, in its order."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return tuple(Channel(*row) for row in list(csv.reader(file))[1:])


def acting(field: str) -> set[str]:
    """Return the processes through which ``Entity.field`` acts, as the rules have it."""
    entity, _, name = field.partition(".")
    return set(readers().get((entity, name), ())) - ONLY_TELL


def sections() -> dict[str, str]:
    """Return a table of the channels of each factor."""
    factors = dict.fromkeys(each.factor for each in channels())
    return {f"channels {factor}": _table(factor) for factor in factors}


def _table(factor: str) -> str:
    rows = []
    for each in channels():
        if each.factor == factor and (each.through or each.process in acting(each.field)):
            process = f"{each.process} ({code(each.through)})" if each.through else each.process
            rows.append((code(each.field), process, each.what, each.evidence))
    return table(("field", "process", "what it does there", "evidence"), rows)
