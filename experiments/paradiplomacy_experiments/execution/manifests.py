"""The manifest of an experiment that is about to begin: all that it leaves open is chosen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.engines import copies
from paradiplomacy.engines.results import frame_of
from paradiplomacy.sources import sources_hash
from paradiplomacy_experiments.design.limits import MOST_RUNS, OptionsError
from paradiplomacy_experiments.execution.executors import COMPILED, MESA
from paradiplomacy_experiments.execution.plan import chunk_size, usual_events, usual_step
from paradiplomacy_results import provenance
from paradiplomacy_results.declared import CONSTANTS
from paradiplomacy_results.design_part import points_of
from paradiplomacy_results.layout import EVENTS
from paradiplomacy_results.manifest import INCOMPLETE, SCHEMA_VERSION, Manifest, Wishes, digest, now
from paradiplomacy_results.tables import kept_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy.custom.together import Custom
    from paradiplomacy_experiments.design.loading import Design

COPIED_AT_MOST = 64_000_000
"""Bytes that tables on request may copy of the runs of one chunk."""

SWEEP_STEP = 12
"""Months between two rows of a series of a sweep, by default."""


def engine_for(custom: Custom, engine: str | None = None) -> str:
    """Return the ``engine`` asked for; by default the compiled one, Mesa for what it cannot run.

    Raises :class:`OptionsError` for an engine that does not exist, and where the compiled one is
    asked for and cannot run ``custom``.
    """
    if engine not in (None, COMPILED, MESA):
        raise OptionsError(f"no engine {engine!r}: engines are {COMPILED!r} and {MESA!r}")
    found = custom.offences
    if engine == COMPILED and found:
        raise OptionsError(
            "\n".join(found) + "\nso the compiled engine cannot run it; "
            "the Mesa engine can, and is chosen by itself"
        )
    return engine or (MESA if found else COMPILED)


def manifest_of(
    design: Design,
    engine: str | None = None,
    *,
    chunk_runs: int | None = None,
    command: Sequence[str] = (),
    part: str | None = None,
) -> Manifest:
    """Return the manifest of a design, or of a part of it; what it leaves open goes by size."""
    chosen = engine_for(design.custom, engine)
    config, keep = design.base.config, design.file.keep
    runs = len(points_of(part, len(design.points))) * design.size.replicates
    events = keep.events or (usual_events(config) if EVENTS in keep.all_tables else "none")
    return new_manifest(
        design,
        engine=chosen,
        series_every=keep.series_every or series_step(design),
        events=events,
        chunk_runs=chunk_runs
        or min(chunk_size(config, runs, mesa=chosen == MESA), copied_together(design)),
        command=tuple(command),
        part=part,
    )


def copied_together(design: Design) -> int:
    """Return how many runs a chunk can have, so that what its tables copy of them stays small."""
    wanted = kept_of(design.layout).copies
    if not wanted:
        return MOST_RUNS
    return max(1, COPIED_AT_MOST // copies.size_of(wanted, frame_of(design.base.config)))


def series_step(design: Design) -> int:
    """Return the months between two rows of a series: of a plain run by its size, else a year."""
    if design.points.factors:
        return SWEEP_STEP
    return usual_step(design.base.config, design.size.runs)


def new_manifest(
    design: Design,
    *,
    engine: str,
    series_every: int,
    events: str,
    chunk_runs: int,
    command: tuple[str, ...],
    part: str | None = None,
) -> Manifest:
    """Return the manifest of an experiment that is about to begin.

    ``chunk_runs`` are the runs in one file, ``part`` which of the points it has.
    """
    config, layout = design.base.resolved(), design.layout
    kept = {*layout.indicators, *layout.series}
    header, replication = design.file.design, design.replication
    fixed = replication.indicator is None
    wishes = design.file.analysis
    return Manifest(
        schema_version=SCHEMA_VERSION,
        status=INCOMPLETE,
        name=design.name,
        title=header.title,
        question=header.question,
        scenario=design.base.name,
        seed=header.seed,
        replicates=replication.most,
        points=len(design.points),
        runs=len(points_of(part, len(design.points))) * replication.most if fixed else None,
        months=config["scenario"]["months"],
        entities=design.base.entities(),
        engine=engine,
        series_every=series_every,
        events=events,
        chunk_runs=chunk_runs,
        command=command,
        started=now(),
        finished=None,
        versions=provenance.versions(),
        processor=provenance.processor(),
        system=provenance.system(),
        git=provenance.git_state(),
        model_sha256=sources_hash(),
        mechanism_files={name: file.sha256 for name, file in design.custom.files.items()},
        layout=layout,
        indicators={name: each for name, each in layout.declared.items() if name in kept},
        constants=CONSTANTS,
        design=design.as_json(),
        analysis=Wishes(
            outcomes=tuple(wishes.outcomes), success=wishes.success, record=design.base.record
        ),
        config=config,
        config_sha256=digest(config),
        part=part,
    )
