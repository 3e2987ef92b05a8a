"""Analysis of results: reads a result directory, and nothing else.

``load(DIR)`` gives its tables as pandas frames; :mod:`paradiplomacy_analysis.figures` draws them.
"""

from __future__ import annotations

from paradiplomacy_analysis.load import (
    DamagedResultsError,
    ForeignDirectoryError,
    NotRecordedError,
    Results,
    ResultsError,
    TooLargeError,
    load,
)

__all__ = [
    "DamagedResultsError",
    "ForeignDirectoryError",
    "NotRecordedError",
    "Results",
    "ResultsError",
    "TooLargeError",
    "load",
]
