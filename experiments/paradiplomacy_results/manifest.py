"""The manifest of a result directory: what was run, with what, and the hashes of what came out.

It is written before the first run and again, with hashes, after the last. On the disk it is plain
JSON; here it has types, and whatever is read has been held against them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from paradiplomacy.indicators import window
from paradiplomacy_results import version_3
from paradiplomacy_results.declared import Constants, DeclaredIndicator, Listed, Part
from paradiplomacy_results.design_part import points_of, read_part
from paradiplomacy_results.disk import read_file, write_file
from paradiplomacy_results.errors import DirectoryDamagedError, ForeignDirectoryError
from paradiplomacy_results.layout import RUNS, Layout, Table, schemas
from paradiplomacy_results.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from pydantic_core import ErrorDetails

MANIFEST = "manifest.json"
FORMAT: Final = "paradiplomacy-results"

SCHEMA_VERSION = 4
"""Version of the layout of a result directory that is written."""

SCHEMA_VERSIONS = (version_3.SCHEMA_VERSION, SCHEMA_VERSION)
"""Versions that are read."""

INCOMPLETE: Final = "incomplete"
COMPLETE: Final = "complete"

MOST_RUNS = 2**62
"""Most runs that there can be of anything."""

MAX_FAILURES = 5
"""Failed runs that are listed with their errors; all are counted."""

_HASH = "sha256"
"""Key of the hash of all other keys."""


class Processor(Part):
    """The kind of processor and its features, which decide the last bits of results."""

    machine: str
    features: Listed[str]


class GitState(Part):
    """The commit of the sources, and whether they differ from it."""

    commit: str
    changed: bool


class FileEntry(Part):
    """A file of a table: its path within the directory, its size, and its hash."""

    path: str = Field(pattern=r"^\w+/part-\d{5,}\.parquet$")
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str

    @property
    def table(self) -> str:
        """Return the table that the file belongs to."""
        return self.path.partition("/")[0]


class Failure(Part):
    """A run that failed, and what it raised."""

    run: int
    error: str | None


class Wishes(Part):
    """What is asked of the analysis: what to look at, what is success, what to hold it against."""

    outcomes: Listed[str] = ()
    success: str | None = None
    record: Record | None = Field(None, description="what the results are held against")


class _Shape(Part):
    """The keys of a free table that are relied on; others may stand beside them."""

    model_config = ConfigDict(extra="allow")


class _Variant(_Shape):
    scenario: str | None
    extends: list[str]
    config: dict[str, Any]


class _Design(_Shape):
    design: dict[str, Any]
    factors: dict[str, dict[str, Any]] = Field(default_factory=dict)
    sampler: dict[str, Any] = Field(default_factory=dict)
    variants: list[_Variant]


class _Scenario(_Shape):
    start: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    evaluate: int = Field(1, ge=1)


class _City(_Shape):
    name: str
    country: str


class _Partnership(_Shape):
    cities: list[str] = Field(min_length=2, max_length=2)
    founded: str | None = Field(None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class _Config(_Shape):
    scenario: _Scenario
    cities: dict[str, _City] = Field(default_factory=dict)
    partnerships: dict[str, _Partnership] = Field(default_factory=dict)
    synthetic: dict[str, Any] = Field(default_factory=dict)


def _of_shape(shape: type[_Shape], table: dict[str, Any]) -> dict[str, Any]:
    """Return ``table`` as it is, where it has the keys of ``shape``."""
    try:
        shape.model_validate(table)
    except ValidationError as error:
        raise ValueError(fault_of(error.errors()[0])) from error
    return table


class Manifest(Part):
    """All that a result directory says of itself."""

    format: Literal["paradiplomacy-results"] = FORMAT
    schema_version: int = Field(description="version of the layout of the directory")
    status: Literal["incomplete", "complete"] = Field(
        description="whether all runs are there, and their hashes known"
    )
    name: str = Field(description="name of the scenario or design")
    title: str = Field(description="its title for readers")
    question: str = Field(description="what it is to answer")
    scenario: str = Field(description="name of the scenario, or of the one that a design begins at")
    seed: int = Field(description="seed of all random numbers")
    replicates: int = Field(description="most runs of a point", ge=1, le=MOST_RUNS)
    points: int = Field(description="points of the design; 1 for a plain run", ge=1, le=MOST_RUNS)
    runs: int | None = Field(
        description="runs in all; null while it depends on an interval", ge=0, le=MOST_RUNS
    )
    months: int = Field(description="months of a run", ge=1, le=MOST_RUNS)
    entities: dict[str, int] = Field(description="numbers of countries, cities, ngos, ties")
    engine: str = Field(description="engine that ran it")
    series_every: int = Field(description="months between two rows of a series", ge=1)
    events: str = Field(description="whose events are recorded", pattern="^(all|first|none)$")
    chunk_runs: int = Field(description="runs in one file of each table", ge=1)
    command: Listed[str] = Field(description="words of the command, none from Python")
    started: str = Field(description="when it began")
    finished: str | None = Field(description="when the last run was there")
    versions: dict[str, str | None] = Field(description="versions of Python and libraries")
    processor: Processor
    system: dict[str, str] = Field(description="operating system and C library")
    git: GitState | None
    model_sha256: str = Field(description="hash of the sources of the model")
    mechanism_files: dict[str, str] = Field(description="hashes of custom files")
    layout: Layout
    indicators: dict[str, DeclaredIndicator] = Field(description="what is said of each kept one")
    constants: Constants
    design: Annotated[dict[str, Any], AfterValidator(lambda table: _of_shape(_Design, table))] = (
        Field(description="what the points are made from")
    )
    analysis: Wishes = Wishes()
    config: Annotated[dict[str, Any], AfterValidator(lambda table: _of_shape(_Config, table))] = (
        Field(description="configuration with all defaults; of a synthetic world its settings")
    )
    config_sha256: str
    part: str | None = Field(
        None, description="which part of the design's points it has, as 2/4; null: all of them"
    )
    failed_runs: int | None = Field(None, description="runs that failed, once all are there")
    failures: Listed[Failure] = Field((), description="the first of them")
    files: Listed[FileEntry] = Field((), description="files of all tables, once all are there")
    tables: dict[Table, str] = Field(default_factory=dict, description="hashes of their contents")
    contents: str | None = Field(None, description="hash over what came out and what it came from")

    @field_validator("part")
    @classmethod
    def _is_a_part(cls, part: str | None) -> str | None:
        return part if part is None else str(read_part(part))

    @model_validator(mode="after")
    def _has_hashes_if_complete(self) -> Self:
        if self.complete:
            for key in ("runs", "finished", "failed_runs", "contents"):
                if getattr(self, key) is None:
                    raise ValueError(f"{key} is missing although the runs are complete")
            listed = {entry.table for entry in self.files} | {RUNS}
            if listed != self.tables.keys():
                raise ValueError("files and tables do not fit together")
        return self

    @property
    def complete(self) -> bool:
        """Tell whether all runs are there, and their hashes known."""
        return self.status == COMPLETE

    @property
    def most_runs(self) -> int:
        """Return the number of runs in all: at most, while it depends on an interval."""
        return len(self.numbers) * self.replicates if self.runs is None else self.runs

    @property
    def numbers(self) -> range:
        """Return the numbers of the points that it has runs of: of a part, its own."""
        return points_of(self.part, self.points)

    @cached_property
    def listed(self) -> dict[str, FileEntry]:
        """Return what is said of each file, by path; empty before the end."""
        return {entry.path: entry for entry in self.files}

    @property
    def window(self) -> int:
        """Return the first month of the evaluation window; 0 where older results know of none."""
        return window(self.months, self.config["scenario"].get("evaluate", 1))

    def schema_of(self, table: str) -> pa.Schema:
        """Return the columns of ``table`` as the directory declares them."""
        return self._schemas[table]

    @cached_property
    def _schemas(self) -> dict[str, pa.Schema]:
        return schemas(self.layout, self.indicators)

    def measured(self, table: str) -> list[str]:
        """Return the indicators that ``table`` has columns of."""
        return self.layout.measured(table, self.indicators)

    def as_json(self) -> dict[str, Any]:
        """Return the plain data of the file, but for its hash."""
        plain = self.model_dump(mode="json", exclude={"indicators"})
        told = {name: each.as_json() for name, each in self.indicators.items()}
        return plain | {"indicators": told}


def completed(
    manifest: Manifest,
    *,
    runs: int,
    files: Sequence[FileEntry],
    tables: Mapping[str, str],
    failures: Sequence[Failure],
) -> Manifest:
    """Return ``manifest`` with the hashes of its files and of the contents of its tables.

    The hash of the contents says nothing of files: neither their number nor their layout.
    ``runs`` is their number, ``failures`` has each failed one.
    """
    return manifest.model_copy(
        update={
            "status": COMPLETE,
            "finished": now(),
            "runs": runs,
            "failed_runs": len(failures),
            "failures": tuple(failures[:MAX_FAILURES]),
            "files": tuple(files),
            "tables": dict(tables),
            "contents": contents_of(manifest, tables),
        }
    )


def reopened(manifest: Manifest) -> Manifest:
    """Return ``manifest`` without any hash of files, which are about to change."""
    nothing: dict[str, Any] = {
        "finished": None,
        "failed_runs": None,
        "failures": (),
        "files": (),
        "tables": {},
    }
    return manifest.model_copy(update={**nothing, "status": INCOMPLETE, "contents": None})


def contents_of(manifest: Manifest, tables: Mapping[str, str]) -> str:
    """Return the hash over everything that came out, and over what it came from."""
    source = {"config_sha256", "design", "layout", "seed"}
    return digest({**manifest.model_dump(mode="json", include=source), "tables": dict(tables)})


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Write ``manifest`` into ``directory``, with a hash of itself."""
    body = manifest.as_json()
    text = json.dumps(body | {_HASH: digest(body)}, indent=1, allow_nan=False)
    write_file(directory / MANIFEST, text.encode() + b"\n")


def read_manifest(directory: Path) -> Manifest:
    """Read the manifest of ``directory``, and hold it against every type.

    Raises :class:`DirectoryDamagedError` where it is not what was written, and
    :class:`ForeignDirectoryError` where there is none of ours, or one of a layout that is not read.
    """
    path = directory / MANIFEST
    try:
        document = json.loads(read_file(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ForeignDirectoryError(f"{directory} is no result directory: no {MANIFEST}") from error
    except (ValueError, RecursionError) as error:
        raise DirectoryDamagedError(f"{path} is damaged: it is not JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ForeignDirectoryError(f"{path} is not the manifest of a result directory")
    body = {key: value for key, value in document.items() if key != _HASH}
    if document.get(_HASH) != digest(body):
        raise DirectoryDamagedError(f"{path} is damaged: its hash is not that of its text")
    version = body.get("schema_version")
    if isinstance(version, int) and version not in SCHEMA_VERSIONS:
        raise ForeignDirectoryError(
            f"{path} has layout {version}, "
            f"this version reads {' and '.join(map(str, SCHEMA_VERSIONS))}"
        )
    if version == version_3.SCHEMA_VERSION:
        body |= version_3.missing_keys(directory)
    try:
        return Manifest.model_validate(body)
    except ValidationError as error:
        raise DirectoryDamagedError(f"{path} is damaged: {fault_of(error.errors()[0])}") from error


def fault_of(error: ErrorDetails) -> str:
    """Say in a phrase what is wrong with a key."""
    place = ".".join(map(str, error["loc"]))
    if error["type"] == "missing":
        return f"{place} is missing"
    if error["type"] == "extra_forbidden":
        return f"{place} is unknown"
    said = str(error["ctx"]["error"]) if error["type"] == "value_error" else error["msg"]
    return ": ".join(part for part in (place, said) if part)


def digest(value: Any) -> str:
    """Return a hash of plain data that does not depend on the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def now() -> str:
    """Return the time of day, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
