"""Put the parts of a design together, as if it had been run in one go."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.design.stored import replication_from
from paradiplomacy_experiments.execution.executors import MESA
from paradiplomacy_experiments.execution.plan import Plan, chunk_runs_of
from paradiplomacy_experiments.execution.progress import told
from paradiplomacy_experiments.execution.runner import Coordinator
from paradiplomacy_experiments.finished import FinishedSweep, StoppedError
from paradiplomacy_experiments.growth.harvest import Harvest, Source
from paradiplomacy_results.design_part import DesignPart, read_part
from paradiplomacy_results.disk import directory_for
from paradiplomacy_results.errors import PartsError
from paradiplomacy_results.identity import differences
from paradiplomacy_results.manifest import Manifest, now, read_manifest, reopened
from paradiplomacy_results.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.execution.executors import Executor
    from paradiplomacy_experiments.execution.progress import Progress


def merge(
    directories: Sequence[str | Path],
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedSweep:
    """Put the parts of a design, made by ``sweep`` with ``part``, together into one directory.

    Its contents are to the bit those of the sweep in one go. The parts are read and stay as they
    are. Called again it completes what is missing.

    Args:
        directories: Result directories of all parts of a design, each complete.
        out: Result directory; by default ``results/NAME``.
        overwrite: Remove what another run left in the directory.
        progress: Whether to tell on stderr how it gets on, or who is told; by default one line that
            counts at a prompt and in a notebook, and in a script some lines where it takes long.
        stop: Once it is set, the rest is left for another call.
        command: Words of the command to note in the manifest.

    Raises:
        PartsError: They are not all parts of one design; with every reason. Nothing is written.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: A directory is refused; each kind is a class of its own.
    """
    places = [Path(each) for each in directories]
    manifests = [read_manifest(place) for place in places]
    _refuse(places, manifests)
    manifest = _whole(manifests, tuple(command))
    directory = directory_for(out, manifest.name)
    if directory.resolve() in {place.resolve() for place in places}:
        raise OptionsError(f"{directory} is one of the parts")
    sources = [
        Source(place, each, np.arange(each.points), strict=True)
        for place, each in zip(places, manifests, strict=True)
    ]
    harvest = Harvest(manifest, sources)
    with (
        told(progress) as teller,
        open_store(directory, manifest, overwrite=overwrite, notice=teller.noticed) as store,
    ):
        plan = Plan(store.manifest.chunk_runs, store.manifest.events, store.manifest.layout)
        desk = Coordinator(store, plan, teller, stop or threading.Event(), harvest)
        report = desk.work(manifest.numbers, replication_from(manifest), _Nobody())
    if not report.complete:
        raise StoppedError(report)
    return FinishedSweep(report)


def _refuse(places: Sequence[Path], manifests: Sequence[Manifest]) -> None:
    """Raise :class:`PartsError` with every reason why these are not all parts of one design."""
    reasons = [
        f"{place} is no part of a design: it has all its points"
        for place, each in zip(places, manifests, strict=True)
        if each.part is None
    ]
    reasons += [
        f"{place} is incomplete; the command that began it completes it"
        for place, each in zip(places, manifests, strict=True)
        if not each.complete
    ]
    pairs = zip(places, manifests, strict=True)
    parts = [(place, read_part(each.part)) for place, each in pairs if each.part is not None]
    first, alike = places[0], manifests[0]
    for place, each in zip(places[1:], manifests[1:], strict=True):
        other = each.model_copy(update={"part": alike.part})
        names = (f"in {first}", f"in {place}")
        reasons += [f"{place}: {told}" for told in differences(alike, other, names)]
    if len({part.of for _, part in parts}) > 1:
        reasons += [f"{place} is part {part}" for place, part in parts]
    else:
        reasons += _gaps(parts)
    if reasons:
        raise PartsError("\n".join(["these are not the parts of one design:", *reasons]))


def _gaps(parts: Sequence[tuple[Path, DesignPart]]) -> Iterator[str]:
    """Yield which parts are missing, and which are given twice."""
    of: dict[int, list[Path]] = {}
    for place, part in parts:
        of.setdefault(part.number, []).append(place)
    total = parts[0][1].of if parts else 0
    for number in range(1, total + 1):
        if number not in of:
            yield f"part {number} of {total} is missing"
        elif len(of[number]) > 1:
            yield f"part {number} of {total} is given twice: {', '.join(map(str, of[number]))}"


def _whole(manifests: Sequence[Manifest], command: tuple[str, ...]) -> Manifest:
    """Return the manifest of the design whose parts have these."""
    first = manifests[0]
    fixed = replication_from(first).indicator is None
    runs = first.points * first.replicates
    size = chunk_runs_of(
        first.months, first.entities["partnerships"], runs, mesa=first.engine == MESA
    )
    update = {
        "part": None,
        "runs": runs if fixed else None,
        "chunk_runs": size,
        "command": command,
        "started": now(),
    }
    return reopened(first).model_copy(update=update)


class _Nobody(contextlib.AbstractContextManager["Executor"]):
    """Computes nothing: complete parts have every run."""

    def __enter__(self) -> Executor:
        raise PartsError("the parts lack runs that the design asks for")

    def __exit__(self, *_: object) -> None:
        """Do nothing."""
