"""Replay one run of a result directory, month by month, and hold it against what is stored."""

from __future__ import annotations

import re
import traceback
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.engines import results as outputs_of
from paradiplomacy.engines import tables
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.names import names
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy.state.run import Event
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.execution.chunks import compute
from paradiplomacy_experiments.execution.processes import RunError, error_text
from paradiplomacy_experiments.execution.runner import job_of
from paradiplomacy_experiments.inspection.reproduction import Comparison
from paradiplomacy_experiments.inspection.stored_run import StoredRun, stored_run
from paradiplomacy_results.names import check_names
from paradiplomacy_results.parts import stored_chunks
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.files import CustomFile
    from paradiplomacy.custom.together import Custom
    from paradiplomacy.engines.results import Batch, Kept
    from paradiplomacy.initialisation.names import Names
    from paradiplomacy.state.world import World
    from paradiplomacy_experiments.inspection.reproduction import Difference

ROOM = 50_000
"""Events of one month that find room, at least."""


@dataclass(frozen=True)
class Happening:
    """An event of a run: when, what, and the ids of who took part, None where nobody did."""

    month: int
    date: str
    kind: str
    partnership: str | None
    city: str | None
    ngo: str | None
    sector: str | None
    programme: int | None


@dataclass(frozen=True, repr=False)
class Replay:
    """What came of replaying a run.

    ``events`` are those that were asked for. ``error`` is what the run raised, None where it went
    through, and ``trace`` where in custom files. ``equal`` tells whether every row of the run is
    the stored one, bit by bit; ``first`` is the first that is not. ``reasons`` has one text for
    each version, source or feature of the processor that differs.
    """

    directory: Path
    run: int
    point: int
    replicate: int
    levels: Mapping[str, Any]
    months: int
    events: tuple[Happening, ...]
    error: str | None
    trace: str | None
    equal: bool
    first: Difference | None
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        """Return which run it is, how far it went, and whether it is the stored one."""
        same = "equal to the bit" if self.equal else "not equal"
        return f"<Replay of run {self.run:,}: {many(self.months, 'month')}, {same}>"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"directory": str(self.directory)}


def replay(
    results: Results | str | Path,
    run: int,
    *,
    partnerships: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    files: str | Path | None = None,
    anyway: bool = False,
    told: Callable[[Happening], None] | None = None,
) -> Replay:
    """Run one run of a result directory again, tell what happens, and compare every bit.

    It runs on the Mesa engine in this process: so a breakpoint in a custom file holds, and a run
    that failed raises what it raised.

    Args:
        results: Result directory, or what ``load`` gave.
        run: Number of the run.
        partnerships: Ids of the partnerships whose events are told; by default all events are.
        since: First calendar month that is told, as in ``2012-01``.
        until: Last calendar month that is told.
        files: Folder of custom files; by default that of the scenario or design that was run.
        anyway: Replay although custom files, sources or versions are others.
        told: Is called with each event as it happens.

    Raises:
        NotRecordedError: There is no such run.
        OtherModelError: Custom files, sources or versions are others.
        OptionsError: A month is none.
        UnknownNameError: There is no such partnership.
        ResultsError: The directory is refused; each kind is a class of its own.
    """
    found = results if isinstance(results, Results) else load(results)
    one = stored_run(found, run, files=None if files is None else Path(files), anyway=anyway)
    _check_partnerships(partnerships, one)
    months = _month("since", since), _month("until", until)
    events: list[Happening] = []

    def take(event: Happening) -> None:
        if months[0] is not None and event.date < months[0]:
            return
        if months[1] is not None and event.date > months[1]:
            return
        if partnerships and event.partnership not in partnerships:
            return
        events.append(event)
        if told is not None:
            told(event)

    worded = partial(_happenings, found, names(one.scenario.config))
    engine = _Telling(one.design.custom, worded, take)
    compared = Comparison(found.directory, found.manifest, np.array([run]))
    job = job_of(one.design, found.manifest)
    for chunk in compared.chunks(list(stored_chunks(found.directory))):
        result = compute(job, chunk, engine)
        compared.take(result.spec, result.files)
    error = engine.error
    return Replay(
        directory=found.directory,
        run=run,
        point=one.point,
        replicate=one.replicate,
        levels=one.levels,
        months=engine.months,
        events=tuple(events),
        error=None if error is None else error_text(error, one.design.custom.files),
        trace=None if error is None else _trace(error, one.design.custom.files),
        equal=not compared.differing,
        first=min(compared.first, default=None),
        reasons=one.reasons,
    )


class _Telling:
    """The Mesa engine for one run, which tells events as they happen and keeps what is raised."""

    def __init__(
        self,
        custom: Custom,
        worded: Callable[[World, NDArray[Any]], list[Happening]],
        take: Callable[[Happening], None],
    ) -> None:
        self.error: BaseException | None = None
        self.months = 0
        self._custom = custom
        self._worded = worded
        self._take = take

    def run_batch(
        self,
        config: WorldConfig,
        *,
        seed: int,
        replicates: Sequence[int],
        series_every: int,
        events: bool,
        kept: Kept,
    ) -> Batch:
        (replicate,) = replicates
        frame = outputs_of.frame_of(config)
        outputs = outputs_of.Outputs(frame, replicates, series_every, kept, self._custom.indicators)
        size = max(ROOM, next(outputs_of.log_sizes(config)))
        logged: list[NDArray[Any]] = []

        def ended(world: World, rows: NDArray[Any]) -> None:
            logged.append(rows)
            for event in self._worded(world, rows):
                self._take(event)

        try:
            model = _Told(
                config, seed=seed, replicate=replicate, custom=self._custom, log_size=size
            )
            model.ended = ended
            try:
                model.record(outputs, 0)
            finally:
                self.months = model.month + 1
            if events:
                outputs.log(0, np.concatenate(logged))
            return outputs.batch()
        except (Exception, SystemExit) as error:
            self.error = error
            raise RunError(error_text(error, self._custom.files)) from error


class _Told(WorldModel):
    """A world whose events are told at the end of each month, also of one that fails."""

    ended: Callable[[World, NDArray[Any]], None]

    def step(self) -> None:
        clock = self.world.clock
        try:
            super().step()
        finally:
            rows = tables.to_rows(Event, self.world.events[: clock.logged])
            clock.logged = 0
            self.ended(self.world, rows)


def _happenings(results: Results, ids: Names, world: World, rows: NDArray[Any]) -> list[Happening]:
    """Return events in words."""

    def tie(p: int) -> str | None:
        if p < len(ids.partnerships):
            return _at(ids.partnerships, p)
        one, other = world.partnerships[p].cities
        return f"{ids.cities[one]}~{ids.cities[other]}"

    return [
        Happening(
            month=int(row["month"]),
            date=results.date_of(int(row["month"])),
            kind=EVENT_KINDS[row["kind"]],
            partnership=tie(int(row["partnership"])),
            city=_at(ids.cities, row["city"]),
            ngo=_at(ids.ngos, row["ngo"]),
            sector=_at(ids.sectors, row["sector"]),
            programme=int(row["programme"]) if row["programme"] >= 0 else None,
        )
        for row in rows
    ]


def _at(known: Sequence[str], place: int) -> str | None:
    return known[place] if place >= 0 else None


def _month(name: str, text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise OptionsError(f"{name} is {text!r}, and no month like '2012-01'")
    return text


def _check_partnerships(wanted: Sequence[str], one: StoredRun) -> None:
    """Raise :class:`UnknownNameError` for what is neither a tie of the world, nor CITY~CITY."""
    config = one.scenario.config
    for name in wanted:
        first, _, second = name.partition("~")
        if not {first, second} <= config.cities.keys():
            check_names("partnership", [name], config.partnerships, one.results.directory)


def _trace(error: BaseException, files: Mapping[str, CustomFile]) -> str | None:
    """Return the traceback of an error within custom files, None where it never was in one."""
    own = {file.path for file in files.values()}
    frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename in own]
    if not frames:
        return None
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)]
    return "".join([*lines, *traceback.format_exception_only(error)])
