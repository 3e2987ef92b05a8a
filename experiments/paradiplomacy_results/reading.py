"""Load a result directory: its manifest at once, each table when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paradiplomacy_results.declared import Column, DeclaredIndicator, column_of
from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    ForeignDirectoryError,
    NotRecordedError,
)
from paradiplomacy_results.frames import joined
from paradiplomacy_results.layout import (
    EVENTS,
    HISTORIES,
    PARTNERSHIPS,
    RUNS,
    SERIES,
    TABLES,
    WAITS,
)
from paradiplomacy_results.manifest import Manifest, read_manifest
from paradiplomacy_results.parts import part_paths, read_part
from paradiplomacy_results.requested import REQUESTED
from paradiplomacy_results.requested.cities import CITIES
from paradiplomacy_results.requested.ngos import NGOS
from paradiplomacy_results.requested.papers import PAPERS
from paradiplomacy_results.requested.programmes import PROGRAMMES
from paradiplomacy_results.share import Share, share_of
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy import ParadiplomacyModel


def load(directory: str | Path, *, partial: bool = False) -> Results:
    """Open the result directory ``directory``; ``partial`` results are analysed as they are.

    What analyses results refuses those of which runs are missing, unless they are opened as
    ``partial``: then it takes the sound runs that are there, and says what :attr:`Results.share`
    of all they are.

    Raises :class:`~paradiplomacy_results.errors.ForeignDirectoryError` where there are no results,
    and :class:`~paradiplomacy_results.errors.DirectoryDamagedError` where the manifest is not what
    was written.
    """
    folder = Path(directory)
    return Results(folder, read_manifest(folder), partial=partial)


def _since_zero(date: str) -> int:
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


@dataclass(frozen=True, repr=False)
class Results:
    """A result directory; tables are read when first used, and then kept.

    ``manifest`` says what was run and with what, ``partial`` that the runs that are there are to be
    analysed although others are missing. Undefined numbers are NaN; rows stand in the order
    of runs. Reading raises :class:`~paradiplomacy_results.errors.DirectoryDamagedError` where a
    file is not what was written.
    """

    directory: Path
    manifest: Manifest
    partial: bool = field(default=False, kw_only=True)

    @property
    def title(self) -> str:
        """Say in one line what was run."""
        of = self.manifest
        return f"{of.name}: {many(of.runs or 0, 'run')} of {many(of.months, 'month')}"

    def __repr__(self) -> str:
        """Return what was run, and where it is."""
        return f"<Results of {self.title}, in {self.directory}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what was run, and how much of each table is there."""
        import pandas as pd

        rows = {f".{table}": self.rows(table) for table in TABLES if self.has(table)}
        tables = pd.Series(rows, name="rows").to_frame().to_html()
        return f"<p><b>{escape(self.title)}</b>, {escape(str(self.directory))}</p>{tables}"

    @property
    def complete(self) -> bool:
        """Tell whether all runs are there; hashes are known only then."""
        return self.manifest.complete

    @cached_property
    def share(self) -> Share:
        """Return how much of the experiment is there: sound runs and points, of how many."""
        return share_of(self)

    @property
    def note(self) -> str:
        """Say what share of an experiment is analysed; "" where it is all of it."""
        return "" if not self.partial or self.share.whole else self.share.text

    @cached_property
    def config(self) -> dict[str, Any]:
        """Return the configuration, defaults included, and in it all that a synthetic world draws.

        The manifest holds only what such a world is drawn from. Raises
        :class:`~paradiplomacy_results.errors.ForeignDirectoryError` where another version drew it
        from settings that this one does not know.
        """
        config = self.manifest.config
        section = config.get("synthetic", {})
        if not section.get("countries"):
            return config
        # Only here: reading results of a listed world need not wait for the model's schema.
        from paradiplomacy.configuration.synthetic import SyntheticConfig, populate
        from paradiplomacy.configuration.world_config import WorldConfig

        try:
            full = populate(config, SyntheticConfig.model_validate(section))
            return WorldConfig.model_validate(full).model_dump(exclude_none=True)
        except ValueError as error:
            raise ForeignDirectoryError(
                f"the world of {self.directory} was drawn by another version, and cannot be again"
            ) from error

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run: run, point, replicate, factors, indicators, status, error."""
        return self.read(RUNS)

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row for each run and kept month: indicators over the world."""
        return self.read(SERIES)

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row for each run and partnership: indicators, summed up as each declares."""
        return self.read(PARTNERSHIPS)

    @cached_property
    def histories(self) -> pd.DataFrame:
        """One row for each run, year and partnership of the scenario that exists: indicators."""
        return self.read(HISTORIES)

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Files by run, country, stage, instrument, ending and months of waiting, counted.

        ``stage`` is null where the months are those of the whole chain.
        """
        return self.read(WAITS)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row for each event of the runs whose events were recorded."""
        return self.read(EVENTS)

    @cached_property
    def cities(self) -> pd.DataFrame:
        """One row for each run, city and moment, of each year or as asked for; on request."""
        return self.read(CITIES.name)

    @cached_property
    def ngos(self) -> pd.DataFrame:
        """One row for each run, organisation that has existed and moment; on request."""
        return self.read(NGOS.name)

    @cached_property
    def papers(self) -> pd.DataFrame:
        """One row for each paper of a partnership in a run, legal and active life; on request."""
        return self.read(PAPERS.name)

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """One row for each programme of a partnership in a run; on request."""
        return self.read(PROGRAMMES.name)

    @property
    def indicators(self) -> dict[str, DeclaredIndicator]:
        """Every indicator that was kept, by name: unit, formula, bounds, level, headline."""
        return self.manifest.indicators

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column of the tables that are there, by name: unit, formula, bounds.

        Where tables have columns of one name it is the first table's; :meth:`columns_of` gives
        those of each.
        """
        found: dict[str, Column] = {}
        for table in TABLES:
            if self.has(table):
                for name, column in self.columns_of(table).items():
                    found.setdefault(name, column)
        return found

    def columns_of(self, table: str) -> dict[str, Column]:
        """Return the columns of ``table`` in order, by name: unit, formula, bounds."""
        return {field.name: column_of(field) for field in self.manifest.schema_of(table)}

    @property
    def units(self) -> dict[str, str]:
        """Give the unit of each indicator, by name; "1" for a pure number."""
        return {name: column.unit for name, column in self.columns.items() if column.unit}

    @property
    def start(self) -> int:
        """Return the calendar month of month 0, as months since year 0."""
        return _since_zero(self.manifest.config["scenario"]["start"])

    def month_of(self, date: str) -> int:
        """Return the month of a run in which a calendar month such as "2009-12" falls."""
        return _since_zero(date) - self.start

    def date_of(self, month: int) -> str:
        """Return the calendar month in which a month of a run falls, such as "2009-12"."""
        year, place = divmod(self.start + month, 12)
        return f"{year:04}-{place + 1:02}"

    def rows(self, table: str) -> int:
        """Return the number of rows of ``table``: as listed, or counted where not all are there."""
        return self._counted(self._paths(table))

    def has(self, table: str) -> bool:
        """Tell whether the runs have files of ``table``."""
        return bool(self._paths(table))

    def pieces(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield what each file of ``table`` holds, or some ``columns`` of it, in order of runs."""
        return self._pieces(self._paths(table), columns)

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Read ``table``, or some ``columns`` of it, without keeping it.

        Columns of a table that is kept already are taken from it. Raises
        :class:`~paradiplomacy_results.errors.NotRecordedError` where the runs have no such table.
        """
        kept: pd.DataFrame | None = vars(self).get(table)
        if kept is not None:
            return kept if columns is None else kept[[n for n in kept.columns if n in columns]]
        paths = self._paths(table)
        if not paths:
            hint = ""
            if table == EVENTS:
                hint = f"; run with {argument('events', True)} to record all"
            elif table in REQUESTED:
                hint = f"; run with {argument('tables', table)} to have them"
            raise NotRecordedError(f"{self.directory} holds no {table}{hint}")
        try:
            return joined(self._pieces(paths, columns), self._counted(paths))
        except pa.ArrowInvalid as error:
            raise DirectoryDamagedError(
                f"the files of {table} in {self.directory} have different columns"
            ) from error

    def model(
        self, run: int, *, files: str | Path | None = None, anyway: bool = False
    ) -> ParadiplomacyModel:
        """Open a run of these results as a Mesa model before its first month, to step through it.

        It takes every step as it did, to the bit. ``files`` is the folder of custom files, by
        default that of the scenario or design that was run. Raises
        :class:`~paradiplomacy_results.errors.NotRecordedError` where there is no such run, and
        :class:`~paradiplomacy_results.errors.OtherModelError` where its custom files, the sources
        of the model or versions are others, unless ``anyway``.
        """
        from paradiplomacy import ParadiplomacyModel  # by the door: it lies above results

        folder = None if files is None else Path(files)
        return ParadiplomacyModel.of_run(self, run, files=folder, anyway=anyway)

    def _counted(self, paths: Sequence[str]) -> int:
        """Return the number of rows of files that are there."""
        if self.complete:
            listed = self.manifest.listed
            return sum(listed[path].rows for path in paths)
        return sum(piece.num_rows for piece in self._pieces(paths, ["run"]))

    def _pieces(
        self, paths: Sequence[str], columns: Sequence[str] | None = None
    ) -> Iterator[pa.Table]:
        for path in paths:
            piece = read_part(self.directory, path, self.manifest.listed.get(path), columns)
            expected = self.manifest.schema_of(path.partition("/")[0]).names
            wanted = {name for name in expected if columns is None or name in columns}
            if len(piece.schema.names) != len(wanted) or set(piece.schema.names) != wanted:
                message = f"{self.directory / path} is damaged: its columns are not the expected"
                raise DirectoryDamagedError(message)
            yield piece

    def _paths(self, table: str) -> list[str]:
        """Return the paths of a table's files within the directory, in the order of runs."""
        if self.complete:
            return [entry.path for entry in self.manifest.files if entry.table == table]
        return [
            path for path in part_paths(self.directory, table) if Path(path).name in self._there
        ]

    @cached_property
    def _there(self) -> frozenset[str]:
        """Name the files of the chunks that are there: that of runs is written last.

        They stay the same while more are written, so that all tables are of the same runs.
        """
        return frozenset(Path(path).name for path in part_paths(self.directory, RUNS))
