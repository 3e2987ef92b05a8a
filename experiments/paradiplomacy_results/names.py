"""Names that a user gives, held against those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.configuration.names import closest
from paradiplomacy_results.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_names(
    what: str, names: Iterable[str], known: Iterable[str], where: str | Path | None = None
) -> None:
    """Raise :class:`UnknownNameError` for the first of ``names`` that is none of the known ones.

    ``what`` is the word for one of them, ``where`` the place in which they are. The text says which
    was meant, and lists all.
    """
    place = "" if where is None else f" in {where}"
    known = list(known)
    for name in names:
        if name not in known:
            similar = closest(name, known)
            hint = f"did you mean {similar!r}? " if similar else ""
            raise UnknownNameError(f"no {what} {name!r}{place}: {hint}there are {', '.join(known)}")
