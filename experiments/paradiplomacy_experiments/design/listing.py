"""The designs that ship, told by their files alone: no scenario is composed, no point drawn."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pydantic import ValidationError

from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.reading import read
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.counting import count_points
from paradiplomacy_experiments.design.declarations import DesignFile
from paradiplomacy_experiments.design.replication import replication_of

if TYPE_CHECKING:
    from pathlib import Path

LIBRARIES = {"saltelli": "SALib", "morris": "SALib"}
"""Libraries of the extra ``analysis`` that samplers draw with, by kind of sampler."""


@dataclass(frozen=True)
class ListedDesign:
    """A design that ships: what its file says of itself, and where it is.

    ``runs`` is the most it can take; ``lacks`` the library that it needs and that is not installed.
    """

    name: str
    title: str
    question: str
    points: int
    runs: int
    lacks: str | None
    path: Path


def shipped_designs() -> list[ListedDesign]:
    """Return every design that ships, those too that need what is not installed."""
    return [_listed(name, DESIGNS / f"{name}.toml") for name in shipped_names(DESIGNS)]


def _listed(name: str, path: Path) -> ListedDesign:
    file = _read(path)
    points = count_points(file)
    library = LIBRARIES.get(file.sampler.kind)
    return ListedDesign(
        name=name,
        title=file.design.title,
        question=file.design.question,
        points=points,
        runs=points * replication_of(file.design).most,
        lacks=library if library is not None and not _is_installed(library) else None,
        path=path,
    )


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except ImportError:  # what looks for modules refuses this one
        return False


def _read(path: Path) -> DesignFile:
    try:
        return DesignFile.model_validate(read(path).table)
    except ValidationError:
        from paradiplomacy_experiments.design.loading import load_design

        load_design(path)  # says what is wrong, and where
        raise
