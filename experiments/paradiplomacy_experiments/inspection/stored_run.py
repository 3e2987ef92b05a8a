"""A run of a result directory, made ready to be run once more: scenario, seed, replicate, files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.inspection.reproduction import folder_of
from paradiplomacy_results.errors import NotRecordedError, OtherModelError
from paradiplomacy_results.identity import differences
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results

_DECIDES = ("model_sha256", "mechanism_files", "versions")
"""What of a manifest has to be the same for a run to be the same; the processor hardly ever is."""


@dataclass(frozen=True, repr=False)
class StoredRun:
    """A run as it was stored: its design, its point with the levels, its replicate and seed.

    ``scenario`` is the world of the point with all custom files. ``reasons`` has a text for each
    version, source or file that differs, and for the processor.
    """

    results: Results
    run: int
    design: Design
    scenario: Scenario
    point: int
    replicate: int
    reasons: tuple[str, ...]

    @property
    def seed(self) -> int:
        """Return the seed of the experiment."""
        return self.results.manifest.seed

    @property
    def levels(self) -> dict[str, Any]:
        """Return the level of each factor."""
        return self.design.points.levels(self.point)

    def __repr__(self) -> str:
        """Return which run of which results it is."""
        return f"<StoredRun {self.run:,} of {self.results.directory}>"


def stored_run(
    results: Results, run: int, *, files: Path | None = None, anyway: bool = False
) -> StoredRun:
    """Return a run of ``results`` by its number, made ready to be run once more.

    ``files`` is the folder of custom files, by default that of the scenario or design as the
    command named it. Raises :class:`NotRecordedError` where there is no such run, and
    :class:`OtherModelError` where custom files, the sources of the model or the versions of
    libraries are others, unless ``anyway``.
    """
    manifest = results.manifest
    point, replicate = _place_of(results, run)
    folder = folder_of(manifest) if files is None else files
    try:
        design = design_from(manifest, folder)
    except ConfigError as error:
        raise OtherModelError(
            f"run {run} of {results.directory} cannot be made again: {error}"
            + (f"; say where its files are, {argument('files', 'FOLDER')}" if _lacks(error) else "")
        ) from error
    now = manifest_of(design, manifest.engine)
    found = _differences(manifest, now, _DECIDES)
    if found and not anyway:
        raise OtherModelError(
            f"{results.directory} was made by another model ({'; '.join(found)}): a run of it may "
            f"come out otherwise; {argument('anyway', True)} runs it nonetheless"
        )
    scenario = replace(design.points.check_point(point), custom=design.custom)
    reasons = (*found, *_differences(manifest, now, ("processor",)))
    return StoredRun(results, run, design, scenario, point, replicate, reasons)


def _place_of(results: Results, run: int) -> tuple[int, int]:
    """Return point and replicate of a run."""
    runs = results.read(RUNS, ["run", "point", "replicate"])
    row = runs[runs["run"] == run]
    if row.empty:
        there = f"it holds {many(len(runs), 'run')}"
        there += f", {runs['run'].min():,} to {runs['run'].max():,}" if len(runs) else ""
        raise NotRecordedError(f"{results.directory} holds no run {run}: {there}")
    return int(row["point"].iloc[0]), int(row["replicate"].iloc[0])


def _lacks(error: ConfigError) -> bool:
    return any(fault.kind == "not_found" for fault in error.faults)


def _differences(there: Manifest, now: Manifest, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Say how two manifests differ in some keys."""
    changed = there.model_copy(update={key: getattr(now, key) for key in keys})
    return differences(there, changed)
