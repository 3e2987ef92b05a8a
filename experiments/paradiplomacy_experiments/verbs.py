"""The verbs of the command that make results: ``run``, ``sweep``, ``drivers``.

The command calls them, so that a call from Python gives the same directory with the same bits. The
descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_experiments.design.limits import (
    MOST_RUNS,
    RUN_SECONDS,
    OptionsError,
    check_ranges,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from paradiplomacy.custom.together import Custom
    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.estimation import Estimate
    from paradiplomacy_experiments.execution.progress import Progress
    from paradiplomacy_experiments.execution.runner import Report
    from paradiplomacy_experiments.finished import FinishedDrivers, FinishedRun, FinishedSweep


def run(
    scenario: Scenario | str | Path,
    overrides: Overrides = (),
    *,
    replicates: int = 200,
    months: int | None = None,
    seed: int = 1,
    engine: str | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    time_limit: float = RUN_SECONDS,
    events: bool | None = None,
    tables: Sequence[str] = (),
    series_every: int | None = None,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedRun:
    """Run a scenario many times, write a result directory, and return what came of it.

    Called again with the same settings it completes what is missing, and changes nothing else.
    Overrides may also be a mapping of keys to values, as in ``{"gate.patience": 24}``.

    Args:
        scenario: Name of a scenario that ships, path of a file, or what ``load_scenario`` gave.
        overrides: Changes of values, each as in ``gate.patience=24``, where a star stands for each
            id, as in ``cities.*.capacity=0.5``; also of what is kept of a table on request, as in
            ``keep.cities.every=3``.
        replicates: Number of runs, each with random numbers of its own.
        months: Length of a run, instead of the scenario's.
        seed: Seed of all random numbers.
        engine: ``compiled`` is the default; ``mesa`` gives the same numbers in plain Python, takes
            about a second a run, and is chosen by itself for custom files that do more than rules
            may.
        out: Result directory; by default ``results/NAME``.
        overwrite: Remove what another run left in the directory.
        workers: Number of threads, or of worker processes of the Mesa engine; by default one for
            each processor.
        time_limit: Longest time for a run on the Mesa engine, in seconds; one that takes longer
            counts as failed.
        events: Record the events of all runs, or of none; by default of the first, of none in a
            very large world.
        tables: Tables to write beside the usual ones: ``cities``, ``ngos``, ``papers``,
            ``programmes``.
        series_every: Months between two rows of a series; by default 1, and more for very many
            runs.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set, the runs at work are finished and the others left for another call.
        command: Words of the command to note in the manifest.

    Raises:
        ConfigError: The scenario is not sound; with every fault.
        OptionsError: Options do not go together, or cannot have such a value.
        UnknownNameError: There is no table of such a name.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: The directory is refused; each kind is a class of its own.
    """
    from paradiplomacy_experiments.configuration.overrides import apart
    from paradiplomacy_experiments.design.kept import kept_of_run, notices_of
    from paradiplomacy_experiments.execution.progress import told
    from paradiplomacy_experiments.execution.runner import run_scenario
    from paradiplomacy_experiments.finished import FinishedRun
    from paradiplomacy_results.disk import directory_for

    check_ranges(replicates=replicates, seed=seed, workers=workers)
    check_ranges(time_limit=time_limit, series_every=series_every)
    overrides, keep = apart(overrides, "keep")
    loaded = _loaded_scenario(scenario, overrides, months)
    chosen = kept_of_run(keep, loaded)
    with told(progress) as teller:
        for notice in notices_of(chosen, loaded.config.scenario.months):
            teller.noticed(notice)
        report = run_scenario(
            loaded,
            replicates=replicates,
            seed=seed,
            engine=_engine_of(loaded.custom, engine, teller),
            out=directory_for(out, loaded.name),
            overwrite=overwrite,
            workers=workers,
            run_seconds=time_limit,
            events=None if events is None else "all" if events else "none",
            tables=_known(tables),
            chosen=chosen,
            series_every=series_every,
            progress=teller,
            stop=stop,
            command=command,
        )
    return FinishedRun(_whole(report))


def sweep(
    design: Design | str | Path,
    overrides: Overrides = (),
    *,
    engine: str | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    dask: str | None = None,
    time_limit: float = RUN_SECONDS,
    tables: Sequence[str] = (),
    max_runs: int = MOST_RUNS,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedSweep:
    """Run all points of a design, write a result directory, and return what came of it.

    Called again with the same settings it completes what is missing, and changes nothing else.
    Overrides may also be a mapping of keys to values, as in ``{"gate.patience": 24}``.

    Args:
        design: Name of a design that ships, path of a file, or what ``load_design`` gave.
        overrides: Changes of values, each as in ``gate.patience=24``, or of the design itself, as
            in ``design.replicates=20``.
        engine: ``compiled`` is the default; ``mesa`` gives the same numbers in plain Python, takes
            about a second a run, and is chosen by itself for custom files that do more than rules
            may.
        out: Result directory; by default ``results/NAME``.
        overwrite: Remove what another run left in the directory.
        workers: Number of threads, or of worker processes of the Mesa engine; by default one for
            each processor.
        dask: Have the workers of the Dask scheduler at this address compute, as in
            ``tcp://127.0.0.1:8786``.
        time_limit: Longest time for a run on the Mesa engine, in seconds; one that takes longer
            counts as failed.
        tables: Tables to write beside those that the design keeps: ``cities``, ``ngos``,
            ``papers``, ``programmes``, or any other.
        max_runs: Most runs that are begun.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set, the runs at work are finished and the others left for another call.
        command: Words of the command to note in the manifest.

    Raises:
        ClusterError: The cluster cannot be used, or was lost; each kind is a class of its own.
        ConfigError: The design is not sound; with every fault.
        OptionsError: Options do not go together, or cannot have such a value.
        UnknownNameError: There is no table of such a name.
        RefusedError: The design asks for more than ``max_runs`` runs.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: The directory is refused; each kind is a class of its own.
    """
    from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError
    from paradiplomacy_experiments.execution.progress import told
    from paradiplomacy_experiments.execution.runner import run_design
    from paradiplomacy_experiments.finished import FinishedSweep
    from paradiplomacy_results.disk import directory_for

    if dask is not None and workers is not None:
        raise OptionsError("workers is about this machine, and goes not with dask")
    check_ranges(workers=workers, time_limit=time_limit, max_runs=max_runs)
    loaded = _loaded_design(design, overrides, max_runs).with_tables(_known(tables))
    directory = directory_for(out, loaded.name)
    try:
        with told(progress) as teller:
            for notice in loaded.notices:
                teller.noticed(notice)
            report = run_design(
                loaded,
                engine=_engine_of(loaded.custom, engine, teller),
                out=directory,
                overwrite=overwrite,
                workers=workers,
                cluster=dask,
                run_seconds=time_limit,
                progress=teller,
                stop=stop,
                command=command,
            )
    except ClusterLostError as error:
        raise ClusterLostError(f"{error}; what is done is in {directory}") from error
    return FinishedSweep(_whole(report))


def drivers(
    scenarios: Sequence[str] = (),
    overrides: Overrides = (),
    *,
    draws: int = 64,
    replicates: int = 100,
    out: str | Path | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    progress: Progress | bool | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> FinishedDrivers:
    """Ask what each driver does to trust and continuity, in some worlds, and by which path.

    Each world is run in four parts, each into a result directory of its own. Called again with the
    same settings it completes what is missing, and changes nothing else.

    Args:
        scenarios: Names of scenarios that ship, the worlds in which is asked; by default Baubau,
            Bandung, the stylised world of mixed regimes and the one of six ties.
        overrides: Changes of values, each as in ``gate.patience=24``.
        draws: Draws of the prior over which the sign of each effect is told.
        replicates: Runs of each point; of a draw a tenth of them.
        out: Folder of the results; by default ``results/drivers``.
        overwrite: Remove what another run left in the directory.
        workers: Number of threads; by default one for each processor.
        progress: Whether to tell on stderr how compiling and runs get on, or who is told; by
            default one line that counts at a prompt and in a notebook, and in a script some lines
            where it takes long.
        stop: Once it is set, the runs at work are finished and the others left for another call.
        command: Words of the command to note in the manifests.

    Raises:
        ConfigError: A scenario is not sound, or not there; with every fault.
        OptionsError: Options do not go together, or cannot have such a value.
        StoppedError: ``stop`` was set before all runs were there.
        ResultsError: A directory is refused; each kind is a class of its own.
    """
    from paradiplomacy_experiments.drivers import WORLDS, driver_design
    from paradiplomacy_experiments.finished import FinishedDrivers
    from paradiplomacy_results.disk import directory_for
    from paradiplomacy_results.layout import DRIVER_PARTS

    check_ranges(draws=draws, replicates=replicates, workers=workers)
    folder = directory_for(out, "drivers")
    worlds = tuple(scenarios) or WORLDS
    designs = {
        (world, part): driver_design(world, part, draws, replicates, overrides)
        for world in worlds
        for part in DRIVER_PARTS
    }
    sweeps = {
        (world, part): sweep(
            design,
            out=folder / world / part,
            overwrite=overwrite,
            workers=workers,
            progress=progress,
            stop=stop,
            command=command,
        )
        for (world, part), design in designs.items()
    }
    return FinishedDrivers(folder, worlds, sweeps)


def estimate(
    design: Design | str | Path,
    overrides: Overrides = (),
    *,
    engine: str | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    tables: Sequence[str] = (),
    max_runs: int = MOST_RUNS,
    progress: Progress | bool | None = None,
) -> Estimate:
    """Tell what a sweep would take, from a short pilot: runs, time, disk and memory.

    Nothing is written. Arguments, and what is raised, are those of :func:`sweep`.
    """
    from paradiplomacy_experiments.execution import estimation
    from paradiplomacy_experiments.execution.progress import told
    from paradiplomacy_results.disk import DEFAULT_FOLDER

    check_ranges(workers=workers, max_runs=max_runs)
    loaded = _loaded_design(design, overrides, max_runs).with_tables(_known(tables))
    with told(progress) as teller:
        return estimation.estimate(
            loaded,
            folder=DEFAULT_FOLDER if out is None else Path(out),
            engine=_engine_of(loaded.custom, engine, teller),
            workers=workers,
            progress=teller,
        )


def _loaded_scenario(
    scenario: Scenario | str | Path, overrides: Overrides, months: int | None
) -> Scenario:
    from paradiplomacy_experiments.configuration.overrides import with_overrides
    from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario

    if months is not None:
        overrides = with_overrides(overrides, {"scenario.months": months})
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, overrides)
    if overrides:
        raise OptionsError("overrides and months are for load_scenario, where it is called before")
    return scenario


def _loaded_design(design: Design | str | Path, overrides: Overrides, max_runs: int) -> Design:
    from paradiplomacy_experiments.design.loading import Design, load_design

    if not isinstance(design, Design):
        return load_design(design, overrides, max_runs=max_runs)
    if overrides:
        raise OptionsError("overrides are for load_design, where it is called before")
    design.size.refuse_above(max_runs)
    return design


def _known(tables: Sequence[str]) -> Sequence[str]:
    from paradiplomacy_results.layout import TABLES
    from paradiplomacy_results.names import check_names

    check_names("table", tables, TABLES)
    return tables


def _engine_of(custom: Custom, engine: str | None, progress: Progress) -> str:
    """Return the engine that runs ``custom``, and say why where nobody chose it."""
    from paradiplomacy_experiments.execution.manifests import engine_for

    chosen = engine_for(custom, engine)
    if custom.offences and engine is None:
        for line in custom.offences:
            progress.noticed(line)
        progress.noticed("so it runs on the Mesa engine, a second or so a run")
    return chosen


def _whole(report: Report) -> Report:
    """Return the report of an experiment whose runs are all there."""
    from paradiplomacy_experiments.finished import StoppedError

    if not report.complete:
        raise StoppedError(report)
    return report
