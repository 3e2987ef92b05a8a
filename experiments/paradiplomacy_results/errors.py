"""What can be wrong with a result directory, or with a wish for it: one family, known everywhere.

The command maps each kind to an exit code (:mod:`paradiplomacy_cli.exit_codes`).
"""

from __future__ import annotations

from paradiplomacy_results.wording import argument


class ResultsError(Exception):
    """Any refusal of results; the text is one line for the user."""


class ForeignDirectoryError(ResultsError):
    """A directory that holds no results, or results of a layout that is not read."""


class DirectoryDamagedError(ResultsError):
    """A file of the directory that is not what was written."""


class DirectoryLockedError(ResultsError):
    """A directory that another process is writing to."""


class DiskError(ResultsError):
    """A file that cannot be made, written or read: no space, read-only, a file in its place."""


class DirectoryDiffersError(ResultsError):
    """A directory that holds something else than this command would write.

    ``differences`` has one text for each key that differs, such as ``"seed: 1 there, 2 now"``;
    ``extendable`` tells whether what is there is a beginning of what is asked for.
    """

    def __init__(
        self, message: str, differences: tuple[str, ...] = (), *, extendable: bool = False
    ) -> None:
        """Keep the one-line ``message`` and the ``differences`` behind it."""
        super().__init__(message)
        self.differences = differences
        self.extendable = extendable

    def __str__(self) -> str:
        """Return the message, and what may be done."""
        told = f"{super().__str__()}; choose another directory with {argument('out', 'DIR')}"
        if self.extendable:
            told += f", add what is missing to these runs with {argument('extend', True)}"
        if self.differences:
            told += f", or replace these runs with {argument('overwrite', True)}"
        return told


class OtherModelError(ResultsError):
    """Results of another model than the one at hand: other sources, versions or custom files."""


class PartsError(ResultsError):
    """Directories that are not all parts of one design; a line for each reason."""


class UnknownNameError(ResultsError):
    """There is no method, figure, indicator of such a name; the text says which there are."""


class NotRecordedError(ResultsError):
    """Something asked for that the runs did not record."""


class TooLargeError(ResultsError):
    """A world with more of something than a figure can show."""


class UnfitError(ResultsError):
    """Results that do not bear an analysis; the text says why, and what to do."""
