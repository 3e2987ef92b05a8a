"""Analysis of results: reads a result directory, and nothing else.

``load(DIR)`` gives its tables as pandas frames, ``export(DIR)`` as files of other programs;
``emulate(DIR, OUTCOME)`` predicts an outcome where nothing was run;
:mod:`paradiplomacy_analysis.figures` draws them,
:mod:`paradiplomacy_analysis.verbs` says what they tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    ForeignDirectoryError,
    NotRecordedError,
    ResultsError,
    TooLargeError,
    UnfitError,
)

if TYPE_CHECKING:
    from paradiplomacy_analysis.emulating import emulate
    from paradiplomacy_results.exporting.verb import export
    from paradiplomacy_results.reading import Results, load

__all__ = [
    "DirectoryDamagedError",
    "ForeignDirectoryError",
    "NotRecordedError",
    "Results",
    "ResultsError",
    "TooLargeError",
    "UnfitError",
    "emulate",
    "export",
    "load",
]


def __getattr__(name: str) -> Any:
    """Import what reads tables when it is asked for: the help of a command needs none."""
    if name == "emulate":
        from paradiplomacy_analysis.emulating import emulate

        return emulate
    if name not in ("Results", "export", "load"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from paradiplomacy_results import reading
    from paradiplomacy_results.exporting import verb

    return getattr(verb if name == "export" else reading, name)
