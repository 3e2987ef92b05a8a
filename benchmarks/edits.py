"""What a modeller waits for: from the edit of a rule, or of a file of one's own, to a run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.engines import MECHANISM
from benchmarks.rows import CASE, Group, Measured, Row, say
from benchmarks.timing import COMMAND, PARTS, ROOT, in_folder, seconds, sources

RULE = Path("model", "paradiplomacy", "processes", "trust.py")
OF_ONE_STEP = "undecided = {} - abs("
OF_MANY = "return {} * (partnership.trust[2 * track]"
"""Lines of two rules: one that a single step calls, and one that many parts do."""

TOLD = f"until `run {CASE} --replicates 1 --no-figures` is over, all else compiled before."

FEW = Row(
    "after an edit of a rule that one step calls, until the first run is over",
    "s",
    "<= 5",
    f"In a copy of the sources a number in {RULE.name} is edited, to another in each round: {TOLD}",
)
MANY = Row(
    "after an edit of a rule that many parts call, until the first run is over",
    "s",
    "",
    "Likewise, of the rule that gives the trust of a tie.",
)
OWN = Row(
    "after an edit of a custom file, until the first run is over",
    "s",
    "<= 5",
    f"A file of one's own for trust is written, another in each round: {TOLD}",
)
NUMBERS = {OF_ONE_STEP: "1.0", OF_MANY: "0.5"}


def measure(rounds: int) -> Measured:
    """Edit rules and a file in turn, and run each time."""
    values: dict[str, list[float]] = {FEW.what: [], MANY.what: [], OWN.what: []}
    run = (*COMMAND, "run", CASE, "--replicates", "1", "--no-figures", "--overwrite")
    own = (*run, "--set", "mechanisms.trust=mine.py")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part)
        rule = folder / RULE
        text = rule.read_text("utf-8")
        copied = sources(folder)
        again = in_folder(folder, run, PYTHONPATH=copied)
        with_file = in_folder(folder, own, PYTHONPATH=copied)
        again()
        for number in range(rounds):
            say(f"edits: round {number + 1} of {rounds}")
            for row, line in ((FEW, OF_ONE_STEP), (MANY, OF_MANY)):
                rule.write_text(edited(text, line, number), "utf-8")
                values[row.what].append(seconds(again))
            rule.write_text(text, "utf-8")
            again()
            mine = MECHANISM.replace("min(", f"{other(number)} * min(")
            (folder / "mine.py").write_text(mine, "utf-8")
            values[OWN.what].append(seconds(with_file))
    return Measured(values)


def other(number: int) -> str:
    """Return a number a little below 1, another one for each round."""
    return f"0.999{number}"


def edited(text: str, line: str, number: int) -> str:
    """Return the text of the rules with another number in a line; raise where it is not there."""
    before = line.format(NUMBERS[line])
    if text.count(before) != 1:
        raise ValueError(f"{RULE} has no line {before!r} to edit")
    return text.replace(before, line.format(f"{NUMBERS[line]} * {other(number)}"))


GROUP = Group("edits", (FEW, MANY, OWN), measure)
