"""A part of a design's points, so that several machines share a design without a scheduler."""

from __future__ import annotations

import re
from dataclasses import dataclass

PATTERN = r"^[1-9]\d{0,8}/[1-9]\d{0,8}$"
"""How a part is written: ``2/4`` is the second of four."""


@dataclass(frozen=True)
class DesignPart:
    """One of ``of`` parts, among which points are dealt by turns; ``number`` counts from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.number}/{self.of}"

    def points(self, count: int) -> range:
        """Return the numbers of its points, of ``count`` of the design."""
        return range(self.number - 1, count, self.of)

    def name_of(self, design: str) -> str:
        """Return what the part of a ``design`` is called."""
        return f"{design}-part-{self.number}-of-{self.of}"


def read_part(text: str) -> DesignPart:
    """Return the part that ``text`` names; raise ``ValueError`` where it names none."""
    if not re.fullmatch(PATTERN, text):
        raise ValueError(f"a part is written K/N, as in 2/4: the second of four, not {text!r}")
    number, of = map(int, text.split("/"))
    if number > of:
        raise ValueError(f"there is no part {number} of {of}")
    return DesignPart(number, of)


def points_of(part: str | None, count: int) -> range:
    """Return the numbers of the points of a part, or of all ``count`` where it is None."""
    return range(count) if part is None else read_part(part).points(count)
