"""The scenarios that ship, told by the heads of their files: composing all takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.reading import read

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ListedScenario:
    """A scenario that ships: what its file says of itself, and where it is."""

    name: str
    title: str
    question: str
    path: Path


def shipped_names(folder: Path = SHIPPED) -> list[str]:
    """Return the names of what ships in ``folder``, without bases that others extend."""
    return sorted(path.stem for path in folder.glob("*.toml") if not path.stem.startswith("base"))


def shipped_scenarios() -> list[ListedScenario]:
    """Return every scenario that ships; each states title and question in its own file."""
    return [_listed(name, SHIPPED / f"{name}.toml") for name in shipped_names()]


def _listed(name: str, path: Path) -> ListedScenario:
    header = read(path).table["scenario"]
    return ListedScenario(name, header["title"], header["question"], path)
