"""History matching as experiments: the design ``prior``, and again where it was not ruled out.

A wave is a design of its own: the factors, worlds and what is kept are those of the prior, and its
points are listed. Where the next wave's points lie is for the analysis to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.overrides import with_overrides
from paradiplomacy_experiments.design.limits import OptionsError, check_ranges
from paradiplomacy_experiments.design.loading import Design, load_design
from paradiplomacy_experiments.finished import FinishedMatching, FinishedSweep
from paradiplomacy_experiments.patterns import PRIOR
from paradiplomacy_experiments.verbs import sweep
from paradiplomacy_results.disk import directory_for
from paradiplomacy_results.layout import HISTORIES
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.waves import wave_name

if TYPE_CHECKING:
    import threading

    import numpy as np
    from numpy.typing import NDArray

    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.design.factors import Label
    from paradiplomacy_experiments.execution.progress import Progress

    Refocus = Callable[[Sequence[Results]], "NDArray[np.float64] | None"]
    """Give the next draws in the unit cube of the prior from all waves so far, or None at the end.
    """

NAME = "matching"
"""Name of the folder of results."""


def matching(
    refocus: Refocus,
    overrides: Overrides = (),
    *,
    design: str | Path = PRIOR,
    draws: int = 512,
    replicates: int = 10,
    out: str | Path | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedMatching:
    """Run draws of the prior, and wave after wave more of those that the record does not rule out.

    Each wave goes into a result directory of its own. Called again with the same settings it
    completes what is missing, and changes nothing else. Where runs fail there is no further wave.

    Args:
        refocus: What gives the next draws from the waves so far, or ``None`` where it is over;
            ``refocus`` of ``paradiplomacy_analysis.matching.refocusing`` is meant for it.
        overrides: Changes of values, each as in ``cities.baubau.unit=true``.
        design: Name of a design that ships, or path of a file: ranges to draw from, and a scenario
            that names targets.
        draws: Draws of each wave, a power of two.
        replicates: Runs of each draw.
        out: Folder of the results; by default ``results/matching``, for another design than the
            prior ``results/matching-NAME``.
        overwrite: Remove what another run left in the directory.
        workers: Number of threads; by default one for each processor.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set, the runs at work are finished and the others left for another call.
        command: Words of the command to note in the manifests.

    Raises:
        ConfigError: An override is not sound; with every fault.
        OptionsError: Options do not go together, or cannot have such a value.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: A directory is refused, or its results do not bear another wave; each kind is
            a class of its own.
    """
    check_ranges(draws=draws, replicates=replicates, workers=workers)
    folder = directory_for(out, NAME if design == PRIOR else f"{NAME}-{Path(design).stem}")
    settings = {"design.replicates": replicates, "sampler.points": draws}
    waves: list[FinishedSweep] = []
    units: NDArray[np.float64] | None = None
    while not waves or units is not None:
        number = len(waves) + 1
        wave = sweep(
            wave_design(number, units, with_overrides(overrides, settings), design),
            out=folder / wave_name(number),
            overwrite=overwrite,
            workers=workers,
            progress=progress,
            stop=stop,
            command=command,
        )
        waves.append(wave)
        if wave.report.failed:
            break
        units = refocus([load(each.directory) for each in waves])
    return FinishedMatching(folder, waves)


def wave_design(
    number: int,
    units: NDArray[np.float64] | None = None,
    overrides: Overrides = (),
    design: str | Path = PRIOR,
) -> Design:
    """Return the design of a wave, whose draws lie at ``units`` in the unit cube of the prior.

    Without them they are the prior's own. Each wave has random numbers of its own, since what all
    draws of a wave share is not told from what the model does. Raises as
    :func:`~.design.loading.load_design` does, and :class:`OptionsError` for a ``design`` that
    cannot be matched.
    """
    prior = load_design(design, overrides)
    _refuse_unfit(prior)
    header = prior.file.design
    settings: dict[str, Any] = {
        "design.seed": header.seed + number - 1,
        "design.title": f"{header.title}, wave {number}",
    }
    if units is not None:
        settings["sampler"] = {"kind": "table", "rows": _rows(prior, units)}
    wave = load_design(design, with_overrides(overrides, settings))
    return replace(wave, name=wave_name(number))


def _refuse_unfit(prior: Design) -> None:
    """Raise :class:`OptionsError` for a design that gives no draws to match."""
    record = prior.base.record
    others = [factor.name for factor in prior.points.factors if factor.range is None]
    lacking = {
        'targets: its scenario names none (targets = "my-targets.toml")': record is None
        or not record.targets,
        f"ranges alone: {', '.join(others)} cannot be drawn between two ends": bool(others),
        'the table of histories: keep.tables = ["runs", "histories"]': HISTORIES
        not in prior.layout.tables,
        "a sampler of draws: sobol or lhs": prior.file.sampler.kind not in ("sobol", "lhs"),
    }
    needs = [need for need, lacks in lacking.items() if lacks]
    if needs:
        raise OptionsError(f"matching the design {prior.name!r} needs " + "; ".join(needs))


def _rows(prior: Design, units: NDArray[np.float64]) -> list[dict[str, Label]]:
    """Return the values of all factors at some places of the unit cube."""
    factors = prior.points.factors
    columns = [
        [factor.label(coordinate) for coordinate in factor.column(units[:, place]).tolist()]
        for place, factor in enumerate(factors)
    ]
    names = [factor.name for factor in factors]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
