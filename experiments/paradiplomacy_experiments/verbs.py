"""The verbs of the command that make results: ``run``, ``sweep``, ``drivers``.

The command calls them, so that a call from Python gives the same directory with the same bits. The
descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_experiments.arguments import (
    checked_part,
    chosen_engine,
    known_tables,
    loaded_design,
    loaded_scenario,
    whole_or_stopped,
)
from paradiplomacy_experiments.design.limits import (
    MOST_RUNS,
    RUN_SECONDS,
    OptionsError,
    check_ranges,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.estimation import Estimate
    from paradiplomacy_experiments.execution.progress import Progress
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
    extend: bool = False,
    retry_failed: bool = False,
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
        extend: Keep the runs in the directory and add what these settings ask for besides: more
            replicates, months, indicators or tables.
        retry_failed: Keep the runs that did not fail, and compute those that did again.
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
    from paradiplomacy_experiments.execution.runner import design_of_run
    from paradiplomacy_experiments.finished import FinishedRun
    from paradiplomacy_experiments.growth.extension import extend_design
    from paradiplomacy_results.disk import directory_for

    check_ranges(replicates=replicates, seed=seed, workers=workers)
    check_ranges(time_limit=time_limit, series_every=series_every)
    overrides, keep = apart(overrides, "keep")
    loaded = loaded_scenario(scenario, overrides, months)
    chosen = kept_of_run(keep, loaded)
    with told(progress) as teller:
        for notice in notices_of(chosen, loaded.config.scenario.months):
            teller.noticed(notice)
        design = design_of_run(
            loaded,
            replicates=replicates,
            seed=seed,
            events=None if events is None else "all" if events else "none",
            tables=known_tables(tables),
            chosen=chosen,
            series_every=series_every,
        )
        report = extend_design(
            design,
            extend=extend,
            retry_failed=retry_failed,
            engine=chosen_engine(loaded.custom, engine, teller),
            out=directory_for(out, loaded.name),
            overwrite=overwrite,
            workers=workers,
            run_seconds=time_limit,
            progress=teller,
            stop=stop,
            command=command,
        )
    return FinishedRun(whole_or_stopped(report))


def sweep(
    design: Design | str | Path,
    overrides: Overrides = (),
    *,
    engine: str | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    extend: bool = False,
    retry_failed: bool = False,
    part: str | None = None,
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
        extend: Keep the runs in the directory and add what these settings ask for besides: more
            replicates, points, months, indicators or tables.
        retry_failed: Keep the runs that did not fail, and compute those that did again.
        part: Run a part of the points only, as in ``2/4``: the second of four parts, which
            ``merge`` puts together.
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
    from paradiplomacy_experiments.finished import FinishedSweep
    from paradiplomacy_experiments.growth.extension import extend_design
    from paradiplomacy_results.disk import directory_for

    if dask is not None and workers is not None:
        raise OptionsError("workers is about this machine, and goes not with dask")
    check_ranges(workers=workers, time_limit=time_limit, max_runs=max_runs)
    loaded = loaded_design(design, overrides, max_runs).with_tables(known_tables(tables))
    named = checked_part(part, loaded)
    directory = directory_for(out, loaded.name if named is None else named.name_of(loaded.name))
    try:
        with told(progress) as teller:
            for notice in loaded.notices:
                teller.noticed(notice)
            report = extend_design(
                loaded,
                extend=extend,
                retry_failed=retry_failed,
                part=part,
                engine=chosen_engine(loaded.custom, engine, teller),
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
    return FinishedSweep(whole_or_stopped(report))


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
    extend: bool = False,
    retry_failed: bool = False,
    part: str | None = None,
    workers: int | None = None,
    tables: Sequence[str] = (),
    max_runs: int = MOST_RUNS,
    progress: Progress | bool | None = None,
) -> Estimate:
    """Tell what a sweep would take, from a short pilot: runs, time, disk and memory.

    Nothing is written. With ``extend`` or ``retry_failed`` it is told how many runs are there, and
    what the others take. Arguments, and what is raised, are those of :func:`sweep`.
    """
    from paradiplomacy_experiments.execution import estimation
    from paradiplomacy_experiments.execution.progress import told
    from paradiplomacy_experiments.growth.extension import growth_to_come
    from paradiplomacy_results.disk import DEFAULT_FOLDER, default_path

    check_ranges(workers=workers, max_runs=max_runs)
    loaded = loaded_design(design, overrides, max_runs).with_tables(known_tables(tables))
    named = checked_part(part, loaded)
    name = loaded.name if named is None else named.name_of(loaded.name)
    with told(progress) as teller:
        chosen = chosen_engine(loaded.custom, engine, teller)
        growth = None
        if extend or retry_failed:
            place = default_path(name) if out is None else Path(out)
            growth = growth_to_come(
                loaded, out=place, only_ok=retry_failed, engine=chosen, part=part
            )
        return estimation.estimate(
            loaded,
            folder=DEFAULT_FOLDER if out is None else Path(out),
            engine=chosen,
            workers=workers,
            progress=teller,
            part=part,
            kept=0 if growth is None else growth.kept,
            why=() if growth is None else growth.why,
        )
