"""The Mesa engine: agents that act month by month, in plain Python.

Use it to look inside, to set a breakpoint, to override a behaviour. It gives the same bits as the
compiled engine (:mod:`paradiplomacy.engines.compiled_engine`), far more slowly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from paradiplomacy.custom.declarations import entities_of, with_states
from paradiplomacy.custom.mechanisms import replacements, without_files
from paradiplomacy.custom.together import Custom, loaded
from paradiplomacy.engines import results, tables
from paradiplomacy.engines.agents import AGENT_CLASSES, Actor
from paradiplomacy.engines.bounds import check_state
from paradiplomacy.engines.results import HISTORY, NOTHING, SERIES, Batch
from paradiplomacy.indicators import PARTNERSHIP, UNDEFINED, WORLD, mean_over_partnerships, of_level
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.schedule import MONTH, begin
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.run import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.mechanisms import Functions
    from paradiplomacy.state.world import World


class ParadiplomacyModel(mesa.Model):
    """One run: a world whose cities, centres and NGOs are Mesa agents.

    ``classes`` replaces the agent class of a table (``"countries"``, ``"cities"``, ``"ngos"``) by a
    subclass of it. ``mechanisms`` gives, by process, a custom function or several, each named
    like the step of :data:`~paradiplomacy.schedule.MONTH` that it replaces and called like its rule
    with the world and the number of a row; it wins over the method of an agent's class. ``custom``
    are the custom files of a scenario, with mechanisms, indicators and state. The other steps run
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
        custom = custom or Custom()
        files = loaded(custom, config)
        self.indicators = files.indicators
        self._custom = replacements(config, {**files.mechanisms, **(mechanisms or {})})
        self._entities = entities_of(custom.states)
        bare = build_world(without_files(config), seed=seed, replicate=replicate, log_size=log_size)
        world = with_states(bare, custom.states)
        ids = names(config)
        for table, agent_class in (AGENT_CLASSES | dict(classes or {})).items():
            records = getattr(world, table)
            for row, name in enumerate(getattr(ids, table)):
                agent = agent_class(self, name, row)
                agent.adopt(records[row])
                records[row] = agent
        self.world: World = world
        begin(world)

    def step(self) -> None:
        """Let one month pass: every agent acts, in the order of the schedule."""
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
        if self._custom:
            check_state(self.world, self._entities)

    def run(self, months: int | None = None) -> None:
        """Let ``months`` pass, by default all the months of the configuration."""
        for _ in range(self.config.scenario.months if months is None else months):
            self.step()

    def measure(self, names: Iterable[str] | None = None) -> dict[str, list[float]]:
        """Return each indicator of each partnership, at the end of this month, or some by name.

        Those that the scenario names come first, by id; undefined is NaN, as all of a partnership
        is that is not founded yet.
        """
        partnerships = self.world.partnerships[: self.world.clock.partnership_count]
        return {
            name: [
                indicator.measure(self.world, p) if partnership.exists else UNDEFINED
                for p, partnership in enumerate(partnerships)
            ]
            for name, indicator in of_level(PARTNERSHIP, self.indicators).items()
            if names is None or name in names
        }

    def measure_world(self, names: Iterable[str] | None = None) -> dict[str, float]:
        """Return each indicator over the world, means over ties included, after this month."""
        return self._over_world(self.measure(names), names)

    def _over_world(
        self, of_ties: Mapping[str, list[float]], names: Iterable[str] | None
    ) -> dict[str, float]:
        return {
            name: mean_over_partnerships(values, len(values)) for name, values in of_ties.items()
        } | {
            name: indicator.measure(self.world)
            for name, indicator in of_level(WORLD, self.indicators).items()
            if names is None or name in names
        }

    def record(self, outputs: results.Outputs, row: int) -> None:
        """Run to the end, and write what is kept into row ``row`` of ``outputs``."""
        kept = snapshot = 0
        places = {name: k for k, name in enumerate(outputs.indicators)}
        outputs.final[row] = UNDEFINED
        for occasion in outputs.occasions.tolist():
            self.step()
            if occasion == NOTHING:
                continue
            names = outputs.kept.on(occasion)
            of_ties = self.measure(names)
            if occasion != HISTORY:
                for name, value in self._over_world(of_ties, names).items():
                    outputs.series[row, kept, places[name]] = value
                kept += 1
            if occasion != SERIES:
                for name, values in of_ties.items():
                    outputs.final[row, places[name], : len(values)] = values
                followed = outputs.histories.shape[3]
                outputs.histories[row, snapshot] = outputs.final[row, :, :followed]
                snapshot += 1
        outputs.partners[row] = NONE
        founded = self.world.partnerships[: self.world.clock.partnership_count]
        for p, partnership in enumerate(founded):
            if partnership.exists:
                outputs.partners[row, p] = partnership.cities
        conclusion.close_books(self.world)
        outputs.waits[row] = self.world.waits
        outputs.tallies[row] = [tally.count for tally in self.world.tallies]


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
            model = ParadiplomacyModel(
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
