"""Follow a choice: load both worlds, have them run, stage by stage, and draw what came of it.

All that takes time happens here, on threads; outputs only show what is ready. A new choice stops
what was begun for the one before.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from shiny import reactive

from paradiplomacy_app import happenings, pictures
from paradiplomacy_app.differences import compared
from paradiplomacy_app.page import FIGURES
from paradiplomacy_app.runs import Asked
from paradiplomacy_app.worlds import load_worlds
from paradiplomacy_experiments.configuration.faults import ConfigError, printable
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from paradiplomacy_app.choice import Choice
    from paradiplomacy_app.differences import Compared
    from paradiplomacy_app.folder import WorkingFolder
    from paradiplomacy_app.pictures import Shown
    from paradiplomacy_app.runs import Desk, Runs
    from paradiplomacy_app.worlds import Worlds

T = TypeVar("T")

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
    """One replicate on both sides: its figure, its events, and where the two part.

    ``found`` is what it is one run of, with dates and the number of the choice.
    """

    run: int
    tie: str
    found: Found
    shown: Shown
    parting: happenings.Parting


def _value(name: str, first: T) -> reactive.Value[T]:
    """Return the field of a value; Shiny reads source files for the name of one that has none."""
    made: reactive.Value[T] = field(default_factory=lambda: reactive.Value(first, name=name))
    return made


@dataclass(eq=False)
class Follower:
    """What one page follows; each value is one that outputs of the page depend on."""

    desk: Desk
    folder: WorkingFolder
    stages: Sequence[int]
    choice: reactive.Value[Choice | None] = _value("choice", None)
    """The choice that is shown: it changes with its worlds, not with each of many quick edits."""
    settings: reactive.Value[Choice | None] = _value("settings", None)
    """The same whatever run and month are looked at, so that controls are not drawn anew."""
    month: reactive.Value[int] = _value("month", 0)
    """The month that is looked at, so that events are not listed anew for another setting."""
    worlds: reactive.Value[Worlds | None] = _value("worlds", None)
    found: reactive.Value[Found | None] = _value("found", None)
    faults: reactive.Value[tuple[str, ...]] = _value("faults", ())
    status: reactive.Value[str] = _value("status", "")
    figures: Mapping[str, reactive.Value[tuple[Shown, Found] | None]] = field(
        default_factory=lambda: {each: reactive.Value(None, name=each) for each in FIGURES}
    )
    """Each figure by itself: a new one is sent without the others."""
    turn: reactive.Value[int] = _value("turn", 0)
    """Number of the choice that is followed: what came of an earlier one is stale."""
    ready: reactive.Value[int] = _value("ready", 0)
    """Number of the last choice for which all is there that will be."""
    one: reactive.Value[OneRun | None] = _value("one", None)
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
        work = partial(self._compute, choice, self._stop)
        self._computing = asyncio.create_task(self._guarded(work, choice))

    def show(self, choice: Choice) -> None:
        """Have a choice shown whose worlds are there."""
        self.choice.set(choice)
        _change(self.settings, replace(choice, run=0, month=0))
        _change(self.month, choice.month)

    def look(self, choice: Choice, *, draw: bool = False) -> None:
        """Show another run of what is there; ``draw`` the figures too, where it is another tie."""
        if self._looking is not None:
            self._looking.cancel()
        with reactive.isolate():
            found, tie = self.found(), self._tie
        if found is not None:
            work = partial(self._look, found, tie, choice.run, draw=draw)
            self._looking = asyncio.create_task(self._guarded(work, choice))

    def close(self) -> None:
        """Stop what is at work."""
        self._stop.set()
        for task in (self._computing, self._looking):
            if task is not None:
                task.cancel()

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]], choice: Choice) -> None:
        """Tell what goes wrong instead of losing it: the page lives on.

        Work is begun here and not before: what is stopped sooner leaves nothing behind.
        """
        try:
            await work()
        except ConfigError as error:
            await self._fail(choice, str(error), "Nothing is computed.")
        except Exception as error:  # noqa: BLE001 - any error of a run is told on the page
            told = "The runs did not come to their end."
            await self._fail(choice, str(error) or repr(error), told)

    async def _fail(self, choice: Choice, text: str, status: str) -> None:
        """Say what is wrong, and take away what came of an earlier choice."""
        lines = tuple(printable(line) for line in text.splitlines())
        nothing: dict[str, Any] = {"found": None, "one": None, "choice": choice}
        nothing["figures"] = dict.fromkeys(self.figures)
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
        if asked[0].mark == asked[1].mark:  # nothing is changed: once is enough
            del asked[1]
        told = _teller(asyncio.get_running_loop(), self, stop)
        waiting = self._ask(asked, stages[0], stop, told)
        try:
            for stage, following in itertools.zip_longest(stages, stages[1:]):
                sides = await waiting
                if following:
                    waiting = self._ask(asked, following, stop, told)
                found = await self._tell(sides, following)
                if stage == stages[0]:
                    self._first = found
                    self.look(choice)
                await self._draw(found, waiting if following else None)
        finally:
            waiting.cancel()
        await self._put(ready=self.turn_now)

    async def _tell(self, sides: tuple[Runs, Runs], following: int | None) -> Found:
        """Show what came of some runs; ``following`` more are computed meanwhile."""
        difference = await asyncio.to_thread(compared, *(runs.results for runs in sides))
        found = Found(sides, difference, self.turn_now)
        rest = f"; computing {following:,}." if following else ", all there are."
        await self._put(found=found, status=f"{many(found.replicates, 'pair')} of runs{rest}")
        return found

    def _ask(
        self,
        asked: Sequence[Asked],
        replicates: int,
        stop: threading.Event,
        told: Callable[[str], None],
    ) -> asyncio.Task[tuple[Runs, Runs]]:
        """Have runs computed: of both sides, or of one that stands for both."""
        futures = [self.desk.ask(each, replicates, stop, told) for each in asked]

        async def both() -> tuple[Runs, Runs]:
            found = await asyncio.gather(*map(asyncio.wrap_future, futures))
            return found[0], found[-1]

        return asyncio.create_task(both())

    async def _draw(self, found: Found, more: asyncio.Future[Any] | None = None) -> None:
        """Draw one figure after the other; each is shown as soon as it is there.

        While ``more`` runs are computed only what was not drawn of this choice yet, and no further
        once they are there: it would be drawn again at once.
        """
        for name, shown in self.figures.items():
            if more is not None and more.done():
                return
            with reactive.isolate():
                tie, before = self._tie, shown()
            if more is None or before is None or before[1].turn != found.turn:
                drawn = await asyncio.to_thread(pictures.drawn, name, *found.sides, tie)
                await self._put(figures={name: (drawn, found)})

    async def _look(self, found: Found, tie: str, run: int, *, draw: bool) -> None:
        """Read one run of both sides; it is in the smallest number of runs that has it."""
        within = self._first if self._first is not None and run < self._first.replicates else found
        run = min(run, within.replicates - 1)
        one, other = (runs.results for runs in within.sides)
        parting = await asyncio.to_thread(happenings.parting, one, other, run, tie)
        shown = await asyncio.to_thread(pictures.history, *within.sides, tie, run)
        await self._put(one=OneRun(run, tie, found, shown, parting))
        if draw:
            await self._draw(found)

    @property
    def _tie(self) -> str:
        """Return the partnership that is shown, "" where there is none."""
        with reactive.isolate():
            choice, worlds = self.choice(), self.worlds()
        return "" if choice is None or worlds is None else worlds.tie(choice.tie)

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
                self._set(name, value)
            await reactive.flush()

    def _set(self, name: str, value: Any) -> None:
        if name == "choice":
            self.show(value)
        elif name == "figures":
            for figure, drawn in value.items():
                self.figures[figure].set(drawn)
        else:
            getattr(self, name).set(value)


def _change(value: reactive.Value[Any], to: object) -> None:
    """Set a value to what it is not yet: what depends on it is shown anew."""
    with reactive.isolate():
        if value() != to:
            value.set(to)


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
