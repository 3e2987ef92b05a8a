"""Follow a choice: load both worlds, have them run, stage by stage, and draw what came of it.

All that takes time happens here, on threads; outputs only show what is ready. A new choice stops
what was begun for the one before.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shiny import reactive

from paradiplomacy_app import happenings, pictures
from paradiplomacy_app.differences import compared
from paradiplomacy_app.runs import Asked
from paradiplomacy_app.worlds import load_worlds
from paradiplomacy_experiments.configuration.faults import ConfigError, printable
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from paradiplomacy_app.choice import Choice
    from paradiplomacy_app.differences import Compared
    from paradiplomacy_app.folder import WorkingFolder
    from paradiplomacy_app.pictures import Shown
    from paradiplomacy_app.runs import Desk, Runs
    from paradiplomacy_app.worlds import Worlds

PAUSE = 0.15
"""Seconds without a further edit after which runs begin."""


@dataclass(frozen=True, eq=False)
class Found:
    """What came of both sides so far, and the difference that the variant makes.

    ``turn`` is the number of the choice that it came of, among those of its page.
    """

    sides: tuple[Runs, Runs]
    compared: Compared
    turn: int

    @property
    def replicates(self) -> int:
        """Return how many runs of each side there are."""
        return self.sides[0].replicates

    @property
    def months(self) -> int:
        """Return the length of the shorter side."""
        return min(each.results.manifest.months for each in self.sides)

    def date(self, month: int) -> str:
        """Return the calendar month of a month of the runs."""
        return self.sides[0].results.date_of(month)


@dataclass(frozen=True)
class OneRun:
    """One replicate on both sides: its figure, its events, and where the two part."""

    run: int
    tie: str
    turn: int
    shown: Shown
    parting: happenings.Parting


@dataclass(eq=False)
class Follower:
    """What one page follows; each value is one that outputs of the page depend on."""

    desk: Desk
    folder: WorkingFolder
    stages: Sequence[int]
    choice: reactive.Value[Choice | None] = field(default_factory=lambda: reactive.Value(None))
    """The choice that is shown: it changes with its worlds, not with each of many quick edits."""
    worlds: reactive.Value[Worlds | None] = field(default_factory=lambda: reactive.Value(None))
    found: reactive.Value[Found | None] = field(default_factory=lambda: reactive.Value(None))
    faults: reactive.Value[tuple[str, ...]] = field(default_factory=lambda: reactive.Value(()))
    status: reactive.Value[str] = field(default_factory=lambda: reactive.Value(""))
    figures: reactive.Value[dict[str, tuple[Shown, Found]]] = field(
        default_factory=lambda: reactive.Value({})
    )
    turn: reactive.Value[int] = field(default_factory=lambda: reactive.Value(0))
    """Number of the choice that is followed: what came of an earlier one is stale."""
    ready: reactive.Value[int] = field(default_factory=lambda: reactive.Value(0))
    """Number of the last choice for which all is there that will be."""
    one: reactive.Value[OneRun | None] = field(default_factory=lambda: reactive.Value(None))
    _stop: threading.Event = field(default_factory=threading.Event)
    _computing: asyncio.Task[None] | None = None
    _looking: asyncio.Task[None] | None = None
    _first: Found | None = None

    def compute(self, choice: Choice) -> None:
        """Begin with another choice; what was at work for the one before is stopped."""
        self.close()
        self._stop = threading.Event()
        self._first = None
        with reactive.isolate():
            self.turn.set(self.turn() + 1)
        work = self._guarded(self._compute(choice, self._stop), choice)
        self._computing = asyncio.create_task(work)

    def look(self, choice: Choice, *, draw: bool = False) -> None:
        """Show another run of what is there; ``draw`` the figures too, where it is another tie."""
        if self._looking is not None:
            self._looking.cancel()
        with reactive.isolate():
            found, worlds = self.found(), self.worlds()
        if found is not None and worlds is not None:
            work = self._look(found, worlds.tie(choice.tie), choice.run, draw=draw)
            self._looking = asyncio.create_task(self._guarded(work, choice))

    def close(self) -> None:
        """Stop what is at work."""
        self._stop.set()
        for task in (self._computing, self._looking):
            if task is not None:
                task.cancel()

    async def _guarded(self, work: Coroutine[Any, Any, None], choice: Choice) -> None:
        """Tell what goes wrong instead of losing it: the page lives on."""
        try:
            await work
        except ConfigError as error:
            await self._fail(choice, str(error), "Nothing is computed.")
        except Exception as error:  # noqa: BLE001 - any error of a run is told on the page
            told = "The runs did not come to their end."
            await self._fail(choice, str(error) or repr(error), told)

    async def _fail(self, choice: Choice, text: str, status: str) -> None:
        """Say what is wrong, and take away what came of an earlier choice."""
        lines = tuple(printable(line) for line in text.splitlines())
        nothing: dict[str, Any] = {"found": None, "figures": {}, "one": None, "choice": choice}
        await self._put(faults=lines, status=status, ready=self.turn_now, **nothing)

    async def _compute(self, choice: Choice, stop: threading.Event) -> None:
        await asyncio.sleep(PAUSE)
        worlds = await asyncio.to_thread(load_worlds, choice, self.folder)
        asked = [Asked(world.scenario, choice.seed) for world in (worlds.baseline, worlds.variant)]
        stages = asked[1].stages(asked[0].stages(self.stages))
        await self._put(
            choice=choice,
            worlds=worlds,
            faults=(),
            status=f"Computing {many(stages[0], 'pair')} of runs.",
        )
        tie = worlds.tie(choice.tie)
        loop = asyncio.get_running_loop()
        told = _teller(loop, self, stop)
        waiting = self._ask(asked, stages[0], stop, told)
        for at, stage in enumerate(stages):
            one, other = await waiting
            last = at + 1 == len(stages)
            if not last:
                waiting = self._ask(asked, stages[at + 1], stop, told)
            found = Found(
                (one, other),
                await asyncio.to_thread(compared, one.results, other.results),
                self.turn_now,
            )
            self._first = self._first or found
            status = f"{many(stage, 'pair')} of runs" + (
                ", all there are." if last else f"; computing {stages[at + 1]:,}."
            )
            await self._put(found=found, status=status)
            if at == 0:
                self.look(choice)
            if at == 0 or last:
                await self._draw(found, tie)
        await self._put(ready=self.turn_now)

    def _ask(
        self,
        asked: Sequence[Asked],
        replicates: int,
        stop: threading.Event,
        told: Callable[[str], None],
    ) -> asyncio.Future[tuple[Runs, Runs]]:
        futures = (self.desk.ask(each, replicates, stop, told) for each in asked)
        return asyncio.gather(*map(asyncio.wrap_future, futures))  # type: ignore[return-value]

    async def _draw(self, found: Found, tie: str) -> None:
        """Draw one figure after the other; each is shown as soon as it is there."""
        one, other = (runs.results for runs in found.sides)
        each = pictures.drawn(one, other, tie)
        while (shown := await asyncio.to_thread(next, each, None)) is not None:
            with reactive.isolate():
                figures = {**self.figures(), shown.name: (shown, found)}
            await self._put(figures=figures)

    async def _look(self, found: Found, tie: str, run: int, *, draw: bool) -> None:
        """Read one run of both sides; it is in the smallest number of runs that has it."""
        within = self._first if self._first is not None and run < self._first.replicates else found
        run = min(run, within.replicates - 1)
        one, other = (runs.results for runs in within.sides)
        parting = await asyncio.to_thread(happenings.parting, one, other, run, tie)
        shown = await asyncio.to_thread(pictures.history, one, other, tie, run)
        await self._put(one=OneRun(run, tie, found.turn, shown, parting))
        if draw:
            await self._draw(found, tie)

    @property
    def faults_now(self) -> bool:
        """Tell whether the choice that is followed cannot be run."""
        with reactive.isolate():
            return bool(self.faults())

    @property
    def turn_now(self) -> int:
        """Return the number of the choice that is followed."""
        with reactive.isolate():
            return int(self.turn())

    async def _put(self, **values: Any) -> None:
        """Set values that outputs depend on, and have these shown.

        Whoever asks may be stopped meanwhile; outputs that are half written would stay so.
        """
        await asyncio.shield(self._put_whole(values))

    async def _put_whole(self, values: dict[str, Any]) -> None:
        async with reactive.lock():
            for name, value in values.items():
                getattr(self, name).set(value)
            await reactive.flush()


def _teller(
    loop: asyncio.AbstractEventLoop, follower: Follower, stop: threading.Event
) -> Callable[[str], None]:
    """Return what takes words from another thread to the status of the page."""

    async def put(message: str) -> None:
        if not stop.is_set():
            await follower._put(status=message)

    def told(message: str) -> None:
        if "to come" not in message:  # how many runs are kept is told by the stages
            with contextlib.suppress(RuntimeError):  # the page is closed
                asyncio.run_coroutine_threadsafe(put(message), loop)

    return told
