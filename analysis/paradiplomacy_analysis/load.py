"""Load a result directory: its manifest at once, each table when it is first asked for."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "paradiplomacy-results"
TABLES = ("runs", "series", "partnerships", "histories", "waits", "events")
"""The tables of a result directory."""

SCHEMA_VERSIONS = (3,)
"""Layouts of a result directory that can be read."""


class ResultsError(Exception):
    """Be the base of what can be wrong with a directory of results."""


class ForeignDirectoryError(ResultsError):
    """Say that a directory is no result directory, or one of another layout."""


class DamagedResultsError(ResultsError):
    """Say that a file is missing or not what was written."""


class NotRecordedError(ResultsError):
    """Say that the runs did not record what was asked for."""


class TooLargeError(ResultsError):
    """Say that a world has more of something than a figure can show."""


@dataclass(frozen=True)
class Column:
    """Describe a column: unit ("" where it has none), formula in words, bounds."""

    unit: str
    formula: str
    low: float
    high: float


def load(directory: str | Path) -> Results:
    """Open the result directory ``directory``.

    Raises :class:`ForeignDirectoryError` where there are no results, and
    :class:`DamagedResultsError` where the manifest is not what was written.
    """
    folder = Path(directory)
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ForeignDirectoryError(f"{folder} is no result directory: no {path.name}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedResultsError(f"{path} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ForeignDirectoryError(f"{path} is not the manifest of a result directory")
    if manifest.get("sha256") != _manifest_hash(manifest):
        raise DamagedResultsError(f"{path} is damaged: its hash is not that of its text")
    if manifest["schema_version"] not in SCHEMA_VERSIONS:
        raise ForeignDirectoryError(
            f"{path} has layout {manifest['schema_version']}, "
            f"this version reads {' and '.join(map(str, SCHEMA_VERSIONS))}"
        )
    return Results(folder, manifest)


def _since_zero(date: str) -> int:
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


def _manifest_hash(manifest: dict[str, Any]) -> str:
    body = {key: value for key, value in manifest.items() if key != "sha256"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Results:
    """Give access to a result directory; tables are read when first used, and then kept.

    ``manifest`` says what was run and with what. Undefined numbers are NaN; rows stand in the order
    of runs. Reading raises :class:`DamagedResultsError` where a file is not what was written.
    """

    directory: Path
    manifest: dict[str, Any]

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what was run, and how much of each table is there."""
        told = self.manifest
        title = f"{told['name']}: {told['runs'] or 0:,} runs of {told['months']:,} months"
        rows = {f".{table}": self.rows(table) for table in TABLES if self.has(table)}
        tables = pd.Series(rows, name="rows").to_frame().to_html()
        return f"<p><b>{escape(title)}</b>, {escape(str(self.directory))}</p>{tables}"

    @property
    def complete(self) -> bool:
        """Tell whether all runs are there; hashes are known only then."""
        return bool(self.manifest["status"] == "complete")

    @cached_property
    def config(self) -> dict[str, Any]:
        """Return the configuration, defaults included, and in it all that a synthetic world draws.

        The manifest holds only what such a world is drawn from.
        """
        config: dict[str, Any] = self.manifest["config"]
        section = config.get("synthetic", {})
        if not section.get("countries"):
            return config
        # Only here: reading results of a listed world need not wait for the model's schema.
        from paradiplomacy.configuration.synthetic import SyntheticConfig, populate
        from paradiplomacy.configuration.world_config import WorldConfig

        settings = SyntheticConfig.model_validate(section)
        return WorldConfig.model_validate(populate(config, settings)).model_dump(exclude_none=True)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run: run, point, replicate, factors, indicators, status, error."""
        return self.read("runs")

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row for each run and kept month: indicators over the world."""
        return self.read("series")

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row for each run and partnership: indicators at the end."""
        return self.read("partnerships")

    @cached_property
    def histories(self) -> pd.DataFrame:
        """One row for each run, year and partnership of the scenario that exists: indicators."""
        return self.read("histories")

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Count files by run, country, stage, instrument, ending and months of waiting.

        ``stage`` is null where the months are those of the whole chain.
        """
        return self.read("waits")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row for each event of the runs whose events were recorded."""
        return self.read("events")

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Describe each column of all tables, by name."""
        found: dict[str, Column] = {}
        for table in TABLES:
            for path in self._paths(table)[:1]:
                schema = pq.read_schema(pa.BufferReader(self._bytes(path)))
                for field in schema:
                    found.setdefault(field.name, _column(field))
        return found

    @property
    def units(self) -> dict[str, str]:
        """Give the unit of each indicator, by name; "1" for a pure number."""
        return {name: column.unit for name, column in self.columns.items() if column.unit}

    @property
    def start(self) -> int:
        """Return the calendar month of month 0, as months since year 0."""
        return _since_zero(self.manifest["config"]["scenario"]["start"])

    def month_of(self, date: str) -> int:
        """Return the month of a run in which a calendar month such as "2009-12" falls."""
        return _since_zero(date) - self.start

    def rows(self, table: str) -> int:
        """Return the number of rows of ``table`` without reading them."""
        parts = (pa.BufferReader(self._bytes(path)) for path in self._paths(table))
        return sum(pq.read_metadata(part).num_rows for part in parts)

    def has(self, table: str) -> bool:
        """Tell whether the runs have rows of ``table``."""
        return bool(self._paths(table))

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Read ``table``, or some ``columns`` of it, without keeping it.

        Raises :class:`NotRecordedError` where the runs have no such table.
        """
        paths = self._paths(table)
        if not paths:
            hint = "; run with --events to record all" if table == "events" else ""
            raise NotRecordedError(f"{self.directory} holds no {table}{hint}")
        parts = [self._part(path, columns) for path in paths]
        try:
            whole = pa.concat_tables(parts).unify_dictionaries()
        except pa.ArrowInvalid as error:
            raise DamagedResultsError(
                f"the files of {table} in {self.directory} have different columns"
            ) from error
        frame: pd.DataFrame = whole.to_pandas(
            types_mapper={pa.int64(): pd.Int64Dtype()}.get if table == "events" else None
        )
        if table == "events":
            plain = [name for name in ("run", "month") if name in frame.columns]
            frame = frame.astype(dict.fromkeys(plain, "int64"))
        return frame

    @cached_property
    def _listed(self) -> dict[str, dict[str, Any]]:
        return {entry["path"]: entry for entry in self.manifest.get("files", [])}

    def _paths(self, table: str) -> list[str]:
        """Return the paths of a table's files within the directory, in the order of runs."""
        if self.complete:
            return [path for path in self._listed if path.startswith(f"{table}/")]
        found = sorted((self.directory / table).glob("part-*.parquet"))
        return [path.relative_to(self.directory).as_posix() for path in found]

    def _part(self, path: str, columns: Sequence[str] | None) -> pa.Table:
        data = self._bytes(path)
        try:
            with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
                return file.read(columns=columns).replace_schema_metadata()
        except (OSError, ValueError, pa.ArrowException) as error:
            raise DamagedResultsError(f"{self.directory / path} is damaged") from error

    def _bytes(self, path: str) -> bytes:
        try:
            data = (self.directory / path).read_bytes()
        except OSError as error:
            raise DamagedResultsError(
                f"{self.directory / path} cannot be read: {error.strerror}"
            ) from error
        entry = self._listed.get(path)
        if entry is not None and hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise DamagedResultsError(
                f"{self.directory / path} is damaged: its hash is not the one in the manifest"
            )
        return data


def _column(field: pa.Field) -> Column:
    metadata = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    return Column(
        metadata.get("unit", ""),
        metadata.get("formula", ""),
        float(metadata.get("low", -math.inf)),
        float(metadata.get("high", math.inf)),
    )
