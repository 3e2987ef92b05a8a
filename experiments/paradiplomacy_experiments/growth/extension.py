"""Extend results: what is there stays, what the new settings ask for besides is computed.

The results are made anew beside the old ones, from their rows and from what is computed, and take
their place once they are complete. So they are to the bit what the new settings give in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.design.stored import design_from, replication_from
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.progress import Silence
from paradiplomacy_experiments.execution.runner import Report, run_design
from paradiplomacy_experiments.growth.harvest import NOWHERE, Harvest, Source
from paradiplomacy_experiments.growth.likeness import Likeness, Mark, mark_of_config
from paradiplomacy_experiments.growth.mending import refuse_changed_runs
from paradiplomacy_results.disk import is_there
from paradiplomacy_results.errors import DirectoryDiffersError, ResultsError
from paradiplomacy_results.identity import differ_message, differences, differing_keys
from paradiplomacy_results.layout import EVENTS, FAILED, RUNS
from paradiplomacy_results.lock import DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, Manifest, read_manifest
from paradiplomacy_results.parts import part_paths, read_part
from paradiplomacy_results.replacement import extended, replace_results, settle
from paradiplomacy_results.store import derived_from
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from paradiplomacy_experiments.design.loading import Design

MONTHS = "config.scenario.months"
MENDED = "mechanism_files."
_MAY_GROW = ("replicates", "points", "part", "runs", "events")
_TABLES_THAT_GROW = ("design.", "layout.")


@dataclass(frozen=True)
class Growth:
    """What of an experiment is there, of the most ``runs`` that it has; ``why`` not more."""

    harvest: Harvest
    runs: int
    why: tuple[str, ...]

    @property
    def kept(self) -> int:
        """Return the number of runs that are there."""
        return len(self.harvest)

    def __str__(self) -> str:
        """Say how many runs are kept, how many are to be computed, and why not more are kept."""
        told = (
            f"{self.kept:,} of {many(self.runs, 'run')} are kept, {self.runs - self.kept:,} to come"
        )
        return f"{told} ({'; '.join(self.why)})" if self.why else told


def extend_design(
    design: Design, *, out: Path, extend: bool = False, retry_failed: bool = False, **settings: Any
) -> Report:
    """Run a design as :func:`run_design` does; where asked for, on what ``out`` has of it already.

    ``extend`` adds to results of the same design with fewer runs, months, indicators or tables.
    ``retry_failed`` computes failed runs again. What ``out`` holds stays there until what takes its
    place is complete. A replacement that was interrupted is finished first. Raises what
    :func:`run_design` raises.
    """
    settle(out)
    grows = extend or retry_failed
    if grows and settings.get("overwrite"):
        raise OptionsError(f"{argument('overwrite')} removes what was to be kept")
    if not is_there(out / MANIFEST) or settings.get("overwrite"):
        return run_design(design, out=out, **settings)
    now = manifest_now(design, settings)
    keys = differing_keys(read_manifest(out), now)
    mends = retry_failed and all(key.startswith(MENDED) for key in keys)
    if not extend and keys and not mends:
        raise _refused(out, design, now)
    again = retry_failed and _has_failed(out)
    if not again and (not keys or mends):
        return run_design(design, out=out, **settings)
    with DirectoryLock(out) as lock:
        there = read_manifest(out)
        derived_from(out, there)  # what is strange in the directory is told before the work
        growth = growth_of(out, design, now, only_ok=retry_failed)
        progress = settings.get("progress") or Silence()
        if any(key.startswith(MENDED) for key in keys):
            refuse_changed_runs(design, now, growth.harvest, there, settings)
        progress.noticed(str(growth))
        try:
            beside = extended(out)
            report = run_design(design, out=beside, harvest=growth.harvest, **settings)
        except DirectoryDiffersError as error:
            raise DirectoryDiffersError(
                f"{error.args[0]}: another extension was begun; complete that, or remove {beside}"
            ) from error
        if not report.complete:
            return report
        replace_results(out, lock)
    return replace(report, directory=out)


def manifest_now(design: Design, settings: Mapping[str, Any]) -> Manifest:
    """Return the manifest that some settings of :func:`run_design` give."""
    chosen = {name: settings[name] for name in ("chunk_runs", "part") if name in settings}
    return manifest_of(design, settings.get("engine"), **chosen)


def _refused(out: Path, design: Design, now: Manifest) -> DirectoryDiffersError:
    """Return why other settings are refused, and whether they would extend what is there."""
    there = read_manifest(out)
    found = differences(there, now)
    try:
        _points_there(out, there, design, now)
        extendable = True
    except (ResultsError, ConfigError):
        extendable = False
    return DirectoryDiffersError(differ_message(out, found), found, extendable=extendable)


def _has_failed(out: Path) -> bool:
    for path in part_paths(out, RUNS):
        if FAILED in read_part(out, path, columns=["status"])["status"].to_pylist():
            return True
    return False


def growth_to_come(
    design: Design, *, out: Path, only_ok: bool = False, **settings: Any
) -> Growth | None:
    """Return what ``out`` has of an experiment; None where it holds nothing."""
    if not is_there(out / MANIFEST):
        return None
    return growth_of(out, design, manifest_now(design, settings), only_ok=only_ok)


def growth_of(out: Path, design: Design, now: Manifest, *, only_ok: bool = False) -> Growth:
    """Return what ``out`` has of the experiment of ``now``, failed runs too unless ``only_ok``.

    Raises :class:`DirectoryDiffersError` where it holds something else, or more.
    """
    there = read_manifest(out)
    points = _points_there(out, there, design, now, mended=only_ok)
    why = _lacking(there, now)
    sources = [] if why else [Source(out, there, points, only_ok)]
    return Growth(Harvest(now, sources, design.points.levels), now.most_runs, why)


def _points_there(
    out: Path, there: Manifest, design: Design, now: Manifest, *, mended: bool = False
) -> NDArray[np.int64]:
    """Return the number that each point there has in ``design``.

    Raises :class:`DirectoryDiffersError` where anything but the extent differs, or where less is
    asked for than is there.
    """
    keys = [key for key in differing_keys(there, now) if not _may_grow(key, there, now)]
    keys = [key for key in keys if not (mended and key.startswith(MENDED))]
    if not keys:
        keys = _shrinking(there, now)
    if keys:
        found = differences(there, now, keys=keys)
        raise DirectoryDiffersError(differ_message(out, found), found)
    likeness = Likeness(design.points)
    own = now.numbers
    marks, levels = _marks_of(there, design)
    points = _paired(there, marks, {number: likeness.mark(number) for number in own})
    lost = [number for number in there.numbers if points[number] == NOWHERE]
    if lost:
        named = ", ".join(f"{name}={level}" for name, level in levels(lost[0]).items())
        changed = [key for key in differing_keys(there, now) if key.startswith("design.")]
        raise DirectoryDiffersError(
            f"{out} holds runs of {many(len(lost), 'point')} that this design has not "
            f"(such as {named or 'its only one'}): nothing that is there would be dropped",
            differences(there, now, keys=changed),
        )
    return points


def _paired(there: Manifest, marks: Any, here: Mapping[int, Mark]) -> NDArray[np.int64]:
    """Return the number here of each point there, of several that are alike one after the other.

    Samples of levels and draws with replacement have points that are alike.
    """
    free: dict[Mark, list[int]] = {}
    for number, mark in here.items():
        free.setdefault(mark, []).append(number)
    points = np.full(there.points, NOWHERE, dtype=np.int64)
    for number in there.numbers:
        alike = free.get(marks(number))
        if alike:
            points[number] = alike[0] if len(alike) == 1 else alike.pop(0)
    return points


def _may_grow(key: str, there: Manifest, now: Manifest) -> bool:
    if key == MONTHS:
        return now.months > there.months
    if key == "series_every":
        return now.series_every % there.series_every == 0
    return key in _MAY_GROW or key.startswith(_TABLES_THAT_GROW)


def _shrinking(there: Manifest, now: Manifest) -> list[str]:
    """Return the keys by which points would get fewer replicates than they have."""
    old, new = replication_from(there), replication_from(now)
    if new.most < old.most:
        return ["replicates"]
    if new.checkpoints[0] >= old.most or new.indicator is None:
        return []
    keys = differing_keys(there, now)
    head = "design.design.until"
    narrower = new.indicator == old.indicator and new.half_width <= old.half_width
    if narrower and new.checkpoints[0] >= old.checkpoints[0]:
        return []
    return [key for key in keys if key.startswith(head)] or ["replicates"]


def _marks_of(there: Manifest, design: Design) -> tuple[Any, Any]:
    """Return what gives the marks, and the levels, of the points of some results."""
    if not there.layout.factors:
        return lambda _: mark_of_config(there.config), lambda _: {}
    made = design_from(there, design.points.bases[design.points.base].folder)
    if made.points.sample.sha256 != there.design.get("sample_sha256"):
        raise DirectoryDiffersError("the points there were drawn by another version of a library")
    return Likeness(made.points).mark, made.points.levels


def _lacking(there: Manifest, now: Manifest) -> tuple[str, ...]:
    """Say what is asked for of every run and is not stored; nothing where all of it is."""
    if now.months != there.months:
        return (f"{there.months} months are there, and not the state at their end",)
    tables = [table for table in now.layout.tables if table != EVENTS]
    absent = [table for table in tables if table not in there.layout.tables]
    if absent:
        return (f"no {' and '.join(absent)} are stored",)
    columns = {
        field.name
        for table in tables
        for field in now.schema_of(table)
        if field.name not in now.layout.factors and not _stored(field, there.schema_of(table))
    }
    if columns:
        some = ", ".join(sorted(columns)[:3]) + (", …" if len(columns) > 3 else "")
        return (f"{some} {'is' if len(columns) == 1 else 'are'} not stored",)
    known = {"factors", "tables", "indicators", "series", "own", "requested"}
    old, new = (of.layout.model_dump(mode="json", exclude=known) for of in (there, now))
    return () if old == new else ("the tables have other settings",)


def _stored(field: Any, schema: Any) -> bool:
    return field.name in schema.names and schema.field(field.name).type == field.type
