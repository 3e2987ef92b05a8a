"""The fields that an event of a scenario can move, by their dotted names."""

from __future__ import annotations

from paradiplomacy.processes.context import TARGETS


def target_of(field: str) -> tuple[str, list[str]] | None:
    """Return the pattern that a dotted field fits, and the ids in it; None where none fits."""
    parts = field.split(".")
    for pattern in TARGETS:
        pieces = pattern.split(".")
        if len(pieces) == len(parts) and all(
            piece in ("*", part) for piece, part in zip(pieces, parts, strict=True)
        ):
            return pattern, [
                part for piece, part in zip(pieces, parts, strict=True) if piece == "*"
            ]
    return None
