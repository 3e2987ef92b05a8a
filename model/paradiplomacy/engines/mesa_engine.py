"""The Mesa engine: agents that act month by month, in plain Python.

Use it to look inside, to set a breakpoint, to override a behaviour. It gives the same bits as the
compiled engine (:mod:`paradiplomacy.engines.compiled_engine`), far more slowly.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import mesa

from paradiplomacy.custom.declarations import entities_of
from paradiplomacy.custom.mechanisms import replacements
from paradiplomacy.custom.together import Custom, loaded
from paradiplomacy.engines import copies, results, tables
from paradiplomacy.engines.agent_files import class_in
from paradiplomacy.engines.agents import AGENT_CLASSES, Actor
from paradiplomacy.engines.bounds import check_state
from paradiplomacy.engines.founding import founded_whole
from paradiplomacy.engines.results import HISTORY, SERIES, Batch
from paradiplomacy.engines.summing import Summing
from paradiplomacy.indicators import PARTNERSHIP, UNDEFINED, WORLD, mean_over_partnerships, of_level
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.schedule import MONTH, begin
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.run import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.mechanisms import Functions
    from paradiplomacy.indicators import Indicator
    from paradiplomacy.state.world import World


class WorldModel(mesa.Model):
    """One run of a configuration: a world whose cities, centres and NGOs are Mesa agents.

    It runs for the months of ``config``: then ``running`` is false, and a step past the end is
    refused. Whatever the world draws follows from ``seed`` and ``replicate`` alone, and so from no
    generator of Mesa's. What is measured is told when asked; a model that collects it month by
    month, as Mesa's do, is :class:`paradiplomacy.ParadiplomacyModel`.

    ``classes`` replaces the agent class of a table (``"countries"``, ``"cities"``, ``"ngos"``) by a
    subclass of it; it wins over the file that ``config`` names. ``mechanisms`` gives, by process, a
    custom function or several, each named like the step of :data:`~paradiplomacy.schedule.MONTH`
    that it replaces and called like its rule with the world and the number of a row; it wins over
    the method of an agent's class. ``custom`` are the custom files of a scenario, with mechanisms,
    classes, indicators and state. The other steps run
    in the variant that ``config`` names, the default where that is a file. ``log_size`` is the room
    of the event log. Raises ``ValueError`` for an unknown process or step, and in a month at whose
    end a custom function has left a field out of its bounds.
    """

    def __init__(
        self,
        config: WorldConfig,
        *,
        seed: int = 0,
        replicate: int = 0,
        classes: Mapping[str, type[Any]] | None = None,
        mechanisms: Mapping[str, Functions] | None = None,
        custom: Custom | None = None,
        log_size: int = 0,
    ) -> None:
        super().__init__(rng=seed % (1 << 32))
        self.config = config
        self.seed = seed
        self.replicate = replicate
        custom = custom or Custom()
        files = loaded(custom, config)
        self.indicators = files.indicators
        self._custom = replacements(config, {**files.mechanisms, **(mechanisms or {})})
        self._entities = entities_of(custom.states)
        world = founded_whole(
            config, custom.states, seed=seed, replicate=replicate, log_size=log_size
        )
        ids = names(config)
        own = {table: class_in(module, table) for table, module in files.agents.items()}
        self._checked = bool(self._custom or own)
        for table, agent_class in (AGENT_CLASSES | own | dict(classes or {})).items():
            records = getattr(world, table)
            for row, name in enumerate(getattr(ids, table)):
                agent = agent_class(self, name, row)
                agent.adopt(records[row])
                records[row] = agent
        self.world: World = world
        begin(world)

    @property
    def scenario(self) -> None:
        """Tell that there is none of Mesa's own scenarios: ``config`` says what the world is.

        Mesa 3.5 makes one for every model, and hands it to the next when a page is reset.
        """
        return None

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        """Let what Mesa makes go."""

    @property
    def month(self) -> int:
        """Return the number of the last month that has passed; the first is 0, -1 stands before."""
        return self.world.clock.month

    def step(self) -> None:
        """Let one month pass: every agent acts, in the order of the schedule.

        Raises ``RuntimeError`` past the last month.
        """
        self._refuse_past_the_end()
        self.world.clock.month += 1
        for step in MONTH:
            custom = self._custom.get(step.behaviour)
            for row, record in enumerate(getattr(self.world, step.table)):
                if isinstance(record, Actor) and record not in self.agents:
                    continue
                if custom is not None:
                    custom(self.world, row)
                elif isinstance(record, Actor):
                    getattr(record, step.behaviour)()
                else:
                    step.rule(self.world, row)
        if self._checked:
            check_state(self.world, self._entities)
        if self.month + 1 == self.config.scenario.months:
            self.running = False

    def _wrapped_step(self, *args: Any, **kwargs: Any) -> None:
        """Take a step as Mesa does, which counts it first, and takes none after one that failed."""
        self._refuse_past_the_end()
        super()._wrapped_step(*args, **kwargs)

    def _refuse_past_the_end(self) -> None:
        months = self.config.scenario.months
        if self.month + 1 >= months:
            raise RuntimeError(
                f"all {months:,} months have passed: a longer run is one of a configuration with "
                "more scenario.months"
            )

    def run(self, months: int | None = None) -> None:
        """Let ``months`` pass, by default all the months of the configuration."""
        for _ in range(self.config.scenario.months if months is None else months):
            self.step()

    def reset_randomizer(self, seed: int | None = None) -> None:
        """Seed anew what Mesa's own verbs draw from, as ``shuffle_do``; no draw of the world.

        Another luck is another model, with another ``seed`` or ``replicate``.
        """
        _tell_what_is_reset("reset_randomizer")
        super().reset_randomizer(seed)

    def reset_rng(self, rng: Any = None) -> None:
        """Replace ``rng``, from which a user's own code may draw; no draw of the world.

        Another luck is another model, with another ``seed`` or ``replicate``.
        """
        _tell_what_is_reset("reset_rng")
        super().reset_rng(rng)

    def __repr__(self) -> str:
        """Return what runs, how far it is, and by which draws."""
        header = self.config.scenario
        return (
            f"<{type(self).__name__} {header.title!r}: {self.month + 1:,} of {header.months:,} "
            f"months, seed {self.seed}, replicate {self.replicate}>"
        )

    def measure(self, names: Iterable[str] | None = None) -> dict[str, list[float]]:
        """Return each indicator of each partnership, at the end of this month, or some by name.

        Those that the scenario names come first, by id; undefined is NaN, as all of a partnership
        is that is not founded yet.
        """
        return {
            name: self._of_ties(indicator)
            for name, indicator in of_level(PARTNERSHIP, self.indicators).items()
            if names is None or name in names
        }

    def _of_ties(self, indicator: Indicator) -> list[float]:
        partnerships = self.world.partnerships[: self.world.clock.partnership_count]
        return [
            indicator.measure(self.world, p) if partnership.exists else UNDEFINED
            for p, partnership in enumerate(partnerships)
        ]

    def measure_world(self, names: Iterable[str] | None = None) -> dict[str, float]:
        """Return each indicator over the world, means over ties included, after this month."""
        means = {
            name: mean_over_partnerships(values, len(values))
            for name, values in self.measure(names).items()
        }
        return means | self._of_world(names)

    def indicator(self, name: str) -> float:
        """Return one indicator over the world; raise ``KeyError`` for a name that is none."""
        indicator = self.indicators[name]
        if indicator.level == WORLD:
            return indicator.measure(self.world)
        values = self._of_ties(indicator)
        return mean_over_partnerships(values, len(values))

    def _of_world(self, names: Iterable[str] | None) -> dict[str, float]:
        return {
            name: indicator.measure(self.world)
            for name, indicator in of_level(WORLD, self.indicators).items()
            if names is None or name in names
        }

    def record(self, outputs: results.Outputs, row: int) -> None:
        """Run to the end, and write what is kept into row ``row`` of ``outputs``."""
        tally = Summing(outputs, row)
        kept = snapshot = 0
        places = {name: k for k, name in enumerate(outputs.indicators)}
        for occasion in outputs.occasions.tolist():
            self.step()
            copies.take(outputs.copied, row, self.world, len(outputs.occasions))
            names = outputs.on[occasion]
            if not names and not occasion & (SERIES | HISTORY):
                continue
            of_ties = self.measure(names)
            of_world = self._of_world(names)
            tally.add(occasion, of_ties)
            tally.add(occasion, {name: [value] for name, value in of_world.items()})
            if occasion & SERIES:
                for name, values in of_ties.items():
                    mean = mean_over_partnerships(values, len(values))
                    outputs.series[row, kept, places[name]] = mean
                for name, value in of_world.items():
                    outputs.series[row, kept, places[name]] = value
                kept += 1
            if occasion & HISTORY:
                followed = outputs.histories[row, snapshot]
                followed[:] = UNDEFINED
                for name, values in of_ties.items():
                    some = values[: followed.shape[1]]
                    followed[places[name], : len(some)] = some
                snapshot += 1
        tally.close()
        outputs.partners[row] = NONE
        founded = self.world.partnerships[: self.world.clock.partnership_count]
        for p, partnership in enumerate(founded):
            if partnership.exists:
                outputs.partners[row, p] = partnership.cities
        conclusion.close_books(self.world)
        outputs.waits[row] = self.world.waits
        outputs.tallies[row] = [tally.count for tally in self.world.tallies]


def _tell_what_is_reset(verb: str) -> None:
    warnings.warn(
        f"{verb} resets what Mesa's own verbs draw from; the world's draws follow from seed and "
        "replicate, and stay as they are",
        stacklevel=3,
    )


def run_batch(
    config: WorldConfig,
    *,
    seed: int,
    replicates: Sequence[int],
    series_every: int = 1,
    events: bool = False,
    custom: Custom | None = None,
    kept: results.Kept | None = None,
) -> Batch:
    """Run some replicates on the Mesa engine, one after the other.

    The files of ``custom`` are executed anew for each run; ``kept`` are the indicators to compute,
    by default all. Returns the same bits as
    :meth:`paradiplomacy.engines.compiled_engine.CompiledEngine.run_batch`.
    """
    custom = custom or Custom()
    outputs = results.Outputs(
        results.frame_of(config), replicates, series_every, kept, custom.indicators
    )
    for row, replicate in enumerate(replicates):
        for log_size in results.log_sizes(config):
            model = WorldModel(
                config,
                seed=seed,
                replicate=replicate,
                custom=custom,
                log_size=log_size if events else 0,
            )
            model.record(outputs, row)
            if model.world.clock.unlogged == 0:
                break
        if events:
            logged = model.world.events[: model.world.clock.logged]
            outputs.log(row, tables.to_rows(Event, logged))
    return outputs.batch()
