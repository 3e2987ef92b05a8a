"""A box of one's own choice: another step of the way on which it was peeled than the rule keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from paradiplomacy_analysis.finding import records
from paradiplomacy_results.errors import UnknownNameError
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    Chosen = dict[tuple[str, int], tuple[int, int]]

SUCCESS, FAILURE = "success", "failure"
"""What boxes are boxes of."""

_FORM = re.compile(rf"({SUCCESS}|{FAILURE}):([1-9]\d{{0,3}}):([1-9]\d{{0,5}})")

EXAMPLE = f"{SUCCESS}:1:12"


@dataclass(frozen=True)
class Choice:
    """A box, by what it is of and its number, and the step of its trajectory that is wanted."""

    outcome: str
    box: int
    step: int


def choices_of(texts: Sequence[str]) -> tuple[Choice, ...]:
    """Read choices such as ``success:1:12``: the first box of success, at step 12 of its way.

    Raises :class:`UnknownNameError`, with all faults at once, for other texts, and where a box is
    chosen twice.
    """
    found = {text: _FORM.fullmatch(text.strip().lower()) for text in texts}
    faults = [repr(text) for text, match in found.items() if match is None]
    if faults:
        raise UnknownNameError(
            f"{argument('boxes')} {', '.join(faults)}: a choice is written {EXAMPLE}, which is the "
            f"first box of {SUCCESS} (or {FAILURE}) at step 12 of its trajectory"
        )
    choices = tuple(
        Choice(match[1], int(match[2]), int(match[3])) for match in found.values() if match
    )
    boxes = [(each.outcome, each.box) for each in choices]
    twice = [f"box {box} of {outcome}" for outcome, box in boxes if boxes.count((outcome, box)) > 1]
    if twice:
        raise UnknownNameError(f"{argument('boxes')}: {twice[0]} is chosen more than once")
    return choices


def steps_of(choices: Sequence[Choice], outcome: str) -> dict[int, int]:
    """Return the step that is wanted of each box, by number, of the boxes of one outcome."""
    return {each.box: each.step for each in choices if each.outcome == outcome}


def refuse_step(outcome: str, box: int, steps: Sequence[int]) -> NoReturn:
    """Raise :class:`UnknownNameError` for a step that is not there, or asks for nothing."""
    raise UnknownNameError(
        f"{argument('boxes')}: box {box} of {outcome} has the steps {_ranges(steps)} to choose "
        "from; they are in table trajectory of discovery, and in figure peeling"
    )


def refuse_box(outcome: str, box: int, found: int) -> NoReturn:
    """Raise :class:`UnknownNameError` for a box that was not found."""
    raise UnknownNameError(
        f"{argument('boxes')}: there is no box {box} of {outcome} to choose a step of; found "
        f"{found or 'none'} of {outcome}"
    )


def chosen_boxes(tables: Mapping[str, pd.DataFrame]) -> Chosen:
    """Return the step that was chosen of a box, and that of the rule, where both differ."""
    ways = tables.get("trajectory")
    if ways is None or "rule" not in ways:
        return {}
    apart = ways[ways["chosen"] != ways["rule"]].drop_duplicates(["outcome", "box"])
    return {(row["outcome"], row["box"]): (row["chosen"], row["rule"]) for row in records(apart)}


def choice_doubts(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Say of each box that somebody chose what that takes from its numbers."""
    for (outcome, box), (step, rule) in chosen_boxes(tables).items():
        yield (
            f"box {box} of {outcome} is your choice, step {step} of its trajectory and not {rule} "
            "as by rule: it was chosen after looking, and its p-value and shares are too good if "
            "the choice looked at what the other half of the points says of several steps"
        )


def choice_told(chosen: Chosen, outcome: str, box: int) -> str:
    """Say behind a sentence that its box is somebody's choice; "" where it is not."""
    if (outcome, box) not in chosen:
        return ""
    step, rule = chosen[outcome, box]
    return f" (box {box} at step {step}, your choice; the rule keeps step {rule})"


def _ranges(steps: Sequence[int]) -> str:
    """Write rising numbers in short: 1 to 4, 7."""
    parts: list[list[int]] = []
    for step in steps:
        if parts and step == parts[-1][-1] + 1:
            parts[-1].append(step)
        else:
            parts.append([step])
    return ", ".join(f"{p[0]} to {p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
