"""The folder in which the page works: what it reads there, and what it writes.

Nothing outside of it is read or written: names are plain, and links are not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_experiments.configuration.composition import looks_like_path, start
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.reading import read
from paradiplomacy_results.disk import is_there, strangeness, write_file
from paradiplomacy_results.errors import ResultsError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(?:toml|py)")

MOST_FILES = 500
"""Files of the folder that are offered."""


class NotSavedError(Exception):
    """A file that is not written, and why."""


@dataclass(frozen=True)
class WorkingFolder:
    """A folder, which is the current one of the process: there scenarios look for their files."""

    path: Path

    def scenarios(self) -> list[str]:
        """Return the names of scenarios that ship, then files that may be scenarios."""
        return [
            *shipped_names(),
            *(name for name in self._files(".toml") if self._is_scenario(name)),
        ]

    def mechanisms(self) -> list[str]:
        """Return the files in which a mechanism of one's own may stand."""
        return self._files(".py")

    def check(self, scenario: str) -> None:
        """Raise :class:`ConfigError` for a scenario that neither ships nor is a file here.

        Links, and what lies in other folders, is refused.
        """
        if not looks_like_path(scenario):
            start(scenario)
            return
        if not _NAME.fullmatch(scenario) or not scenario.endswith(".toml"):
            message = "is no plain name of a .toml file in the folder of this page"
            raise ConfigError([Fault("path_refused", "scenario", message, scenario)])
        if not is_there(self.path / scenario):
            raise ConfigError([Fault("not_found", "", "there is no such file", scenario)])
        why = strangeness(self.path / scenario)
        if why is not None:
            raise ConfigError([Fault("path_refused", "scenario", why, scenario)])

    def save(self, name: str, text: str) -> Path:
        """Write a file that is not there yet, and return its path.

        Raises :class:`NotSavedError` for a name that is not plain, for one that is taken, and where
        the disk refuses.
        """
        if not _NAME.fullmatch(name) or not name.endswith(".toml"):
            raise NotSavedError(
                "a name has letters, digits, dots, dashes and underscores, and ends in .toml"
            )
        path = self.path / name
        if is_there(path):
            raise NotSavedError(f"{name} is there already: choose another name")
        try:
            write_file(path, text.encode())
        except ResultsError as error:
            raise NotSavedError(str(error)) from error
        return path

    def _files(self, ending: str) -> list[str]:
        try:
            paths = sorted(self.path.glob(f"*{ending}"))
        except OSError:
            return []
        plain = (path.name for path in paths if _NAME.fullmatch(path.name) and _is_plain(path))
        return list(plain)[:MOST_FILES]

    def _is_scenario(self, name: str) -> bool:
        """Tell whether a file is a scenario, or cannot be read so far as to tell."""
        try:
            table = read(self.path / name, name).table
        except ConfigError:
            return True
        return "design" not in table and bool({"scenario", "extends"} & table.keys())


def _is_plain(path: Path) -> bool:
    return path.is_file() and strangeness(path) is None
