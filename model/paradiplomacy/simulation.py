"""The Mesa engine: agents that act month by month, in plain Python.

Use it to look inside, to set a breakpoint, to override a behaviour. It gives the same bits as the
compiled engine (:mod:`paradiplomacy.ensemble`), far more slowly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from paradiplomacy import founding, results, tables
from paradiplomacy.agents import AGENT_CLASSES, Actor
from paradiplomacy.indicators import INDICATORS, mean_over_ties
from paradiplomacy.progress import Event
from paradiplomacy.results import Batch
from paradiplomacy.schedule import MONTH, begin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy.config import WorldConfig
    from paradiplomacy.world import World


class ParadiplomacyModel(mesa.Model):
    """One run: a world whose cities, centres and NGOs are Mesa agents.

    ``classes`` replaces the agent class of a table (``"countries"``, ``"cities"``, ``"ngos"``) by a
    subclass of it. ``log_size`` is the room of the event log.
    """

    def __init__(
        self,
        config: WorldConfig,
        *,
        seed: int = 0,
        replicate: int = 0,
        classes: Mapping[str, type[Any]] | None = None,
        log_size: int = 0,
    ) -> None:
        super().__init__(rng=seed % (1 << 32))
        self.config = config
        world = founding.found(config, seed=seed, replicate=replicate, log_size=log_size)
        names = founding.names(config)
        for table, agent_class in (AGENT_CLASSES | dict(classes or {})).items():
            records = getattr(world, table)
            for row, name in enumerate(getattr(names, table)):
                agent = agent_class(self, name, row)
                agent.adopt(records[row])
                records[row] = agent
        self.world: World = world
        begin(world)

    def step(self) -> None:
        """Let one month pass: every agent acts, in the order of the schedule."""
        self.world.clock.month += 1
        for step in MONTH:
            for row, record in enumerate(getattr(self.world, step.table)):
                if not isinstance(record, Actor):
                    step.rule(self.world, row)
                elif record in self.agents:
                    getattr(record, step.behaviour)()

    def run(self, months: int | None = None) -> None:
        """Let ``months`` pass, by default all the months of the configuration."""
        for _ in range(self.config.scenario.months if months is None else months):
            self.step()

    def measure(self) -> dict[str, list[float]]:
        """Return each indicator of each partnership, at the end of this month."""
        ties = range(len(self.world.partnerships))
        return {
            name: [indicator.measure(self.world, p) for p in ties]
            for name, indicator in INDICATORS.items()
        }


def run_batch(
    config: WorldConfig,
    *,
    seed: int,
    replicates: Sequence[int],
    series_every: int = 1,
    events: bool = False,
) -> Batch:
    """Run some replicates on the Mesa engine, one after the other.

    Returns the same bits as :func:`paradiplomacy.ensemble.run_batch`.
    """
    outputs = results.Outputs(config, replicates, series_every)
    for row, replicate in enumerate(replicates):
        for log_size in results.log_sizes(config):
            model = ParadiplomacyModel(
                config, seed=seed, replicate=replicate, log_size=log_size if events else 0
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
    ties = len(outputs.ties)
    kept = 0
    for month in range(model.config.scenario.months):
        model.step()
        if month == outputs.months[kept]:
            values = list(model.measure().values())
            outputs.series[row, kept] = [mean_over_ties(column, ties) for column in values]
            kept += 1
    outputs.final[row] = values
    outputs.tallies[row] = [tally.count for tally in model.world.tallies]
