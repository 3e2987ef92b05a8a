"""Count the rooms of each package and the arrows between them.

    python -m tools.rooms                       # every package, and every folder in one
    python -m tools.rooms paradiplomacy         # one package or folder

A room is a module or a folder that stands directly in a package; an arrow leads from one room to
another of the same package that it imports from, annotations included.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGES = (
    "paradiplomacy",
    "paradiplomacy_results",
    "paradiplomacy_experiments",
    "paradiplomacy_analysis",
    "paradiplomacy_cli",
)


def main(names: Sequence[str]) -> None:
    """Print a line for each package named, by default for all and for the folders in them."""
    for name in names or every_package():
        rooms, arrows = counted(name)
        print(f"{name:48} {rooms:3} rooms {arrows:4} arrows")


def every_package() -> list[str]:
    """Return the packages that are there, each followed by the folders in it."""
    found = []
    for package in PACKAGES:
        try:
            graph = grimp.build_graph(package)
        except ValueError:
            continue  # an older checkout lacks it
        found += [package, *sorted(m for m in graph.modules if graph.find_children(m))[1:]]
    return found


def counted(package: str) -> tuple[int, int]:
    """Return the number of rooms of a package or folder, and of arrows between them."""
    graph = grimp.build_graph(package.partition(".")[0])
    rooms = graph.find_children(package)
    for room in rooms:
        if graph.find_children(room):
            graph.squash_module(room)
    arrows = sum(
        graph.direct_import_exists(importer=one, imported=other)
        for one in rooms
        for other in rooms
        if one != other
    )
    return len(rooms), arrows


if __name__ == "__main__":
    main(sys.argv[1:])
