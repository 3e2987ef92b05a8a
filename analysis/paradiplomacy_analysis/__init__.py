"""Analysis of results: reads a result directory, and nothing else.

``load(DIR)`` gives its tables as pandas frames; :mod:`paradiplomacy_analysis.figures` draws them.
"""

from __future__ import annotations

from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    ForeignDirectoryError,
    NotRecordedError,
    ResultsError,
    TooLargeError,
    UnfitError,
)
from paradiplomacy_results.reading import Results, load

__all__ = [
    "DirectoryDamagedError",
    "ForeignDirectoryError",
    "NotRecordedError",
    "Results",
    "ResultsError",
    "TooLargeError",
    "UnfitError",
    "load",
]
