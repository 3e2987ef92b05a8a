"""The Mesa engine: agents that act month by month, in plain Python.

Use it to look inside, to set a breakpoint, to override a behaviour. It gives the same bits as the
compiled engine (:mod:`paradiplomacy.engines.compiled_engine`), far more slowly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from paradiplomacy.engines import results, tables
from paradiplomacy.engines.agents import AGENT_CLASSES, Actor
from paradiplomacy.engines.custom import Functions, check_state, replacements, without_files
from paradiplomacy.engines.results import Batch
from paradiplomacy.indicators import PARTNERSHIP, UNDEFINED, WORLD, mean_over_partnerships, of_level
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.schedule import MONTH, begin
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.run import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.state.world import World


class ParadiplomacyModel(mesa.Model):
    """One run: a world whose cities, centres and NGOs are Mesa agents.

    ``classes`` replaces the agent class of a table (``"countries"``, ``"cities"``, ``"ngos"``) by a
    subclass of it. ``mechanisms`` gives, by process, a custom function or several, each named
    like the step of :data:`~paradiplomacy.schedule.MONTH` that it replaces and called like its rule
    with the world and the number of a row; it wins over the method of an agent's class. The other
    steps run in the variant that ``config`` names, the default where that is a file. ``log_size``
    is the room of the event log. Raises ``ValueError`` for an unknown process or step, and in a
    month at whose end a custom function has left a field out of its bounds.
    """

    def __init__(
        self,
        config: WorldConfig,
        *,
        seed: int = 0,
        replicate: int = 0,
        classes: Mapping[str, type[Any]] | None = None,
        mechanisms: Mapping[str, Functions] | None = None,
        log_size: int = 0,
    ) -> None:
        super().__init__(rng=seed % (1 << 32))
        self.config = config
        self._custom = replacements(config, mechanisms or {})
        world = build_world(
            without_files(config), seed=seed, replicate=replicate, log_size=log_size
        )
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
            check_state(self.world)

    def run(self, months: int | None = None) -> None:
        """Let ``months`` pass, by default all the months of the configuration."""
        for _ in range(self.config.scenario.months if months is None else months):
            self.step()

    def measure(self) -> dict[str, list[float]]:
        """Return each indicator of each partnership, at the end of this month.

        Those that the scenario names come first, by id; undefined is NaN, as all of a partnership
        is that is not founded yet.
        """
        partnerships = self.world.partnerships[: self.world.clock.partnership_count]
        return {
            name: [
                indicator.measure(self.world, p) if partnership.exists else UNDEFINED
                for p, partnership in enumerate(partnerships)
            ]
            for name, indicator in of_level(PARTNERSHIP).items()
        }

    def measure_world(self) -> dict[str, float]:
        """Return each indicator over the world, means over ties included, after this month."""
        values = self.measure()
        return {
            name: mean_over_partnerships(partnerships, len(partnerships))
            for name, partnerships in values.items()
        } | {name: indicator.measure(self.world) for name, indicator in of_level(WORLD).items()}


def run_batch(
    config: WorldConfig,
    *,
    seed: int,
    replicates: Sequence[int],
    series_every: int = 1,
    events: bool = False,
    mechanisms: Callable[[], Mapping[str, Functions]] = dict,
) -> Batch:
    """Run some replicates on the Mesa engine, one after the other.

    ``mechanisms`` is asked for custom functions before each run, so that runs need not share
    what the functions remember. Returns the same bits as
    :func:`paradiplomacy.engines.compiled_engine.run_batch`.
    """
    outputs = results.Outputs(results.frame_of(config), replicates, series_every)
    for row, replicate in enumerate(replicates):
        for log_size in results.log_sizes(config):
            model = ParadiplomacyModel(
                config,
                seed=seed,
                replicate=replicate,
                mechanisms=mechanisms(),
                log_size=log_size if events else 0,
            )
            _run_into(outputs, row, model)
            if model.world.clock.unlogged == 0:
                break
        if events:
            logged = model.world.events[: model.world.clock.logged]
            outputs.log(row, tables.to_rows(Event, logged))
    return outputs.batch()


def _run_into(outputs: results.Outputs, row: int, model: ParadiplomacyModel) -> None:
    """Run a model to its end and write what it gives into row ``row`` of the outputs."""
    kept = 0
    snapshot = 0
    outputs.final[row] = UNDEFINED
    for month in range(model.config.scenario.months):
        model.step()
        if month == outputs.months[kept]:
            outputs.series[row, kept] = list(model.measure_world().values())
            kept += 1
        if month == outputs.followed[snapshot]:
            for k, values in enumerate(model.measure().values()):
                outputs.final[row, k, : len(values)] = values
            partnerships = outputs.histories.shape[3]
            outputs.histories[row, snapshot] = outputs.final[row, :, :partnerships]
            snapshot += 1
    outputs.partners[row] = NONE
    for p, partnership in enumerate(
        model.world.partnerships[: model.world.clock.partnership_count]
    ):
        if partnership.exists:
            outputs.partners[row, p] = partnership.cities
    conclusion.close_books(model.world)
    outputs.waits[row] = model.world.waits
    outputs.tallies[row] = [tally.count for tally in model.world.tallies]
