"""The large synthetic world: what one run of it takes, and how cost grows with its entities."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from benchmarks.linearity import exponent
from benchmarks.rows import Group, LeftOutError, Measured, Row, say
from benchmarks.timing import COMMAND, command, cost

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

LARGE = "world"
"""The scenario; how many entities it has is set by keys of its own."""

SIZES = ((5, 250, 500), (20, 1_000, 2_000), (80, 4_000, 8_000))
"""Countries, cities and ties."""

SHORT = 24

EXPONENT = "<= 1.1"
"""The target: rows of a larger world lie farther apart, which costs some waiting on memory."""

TOLD = ", ".join(f"{partnerships:,}" for _, _, partnerships in SIZES)

WHOLE = Row(
    f"cost of founding and a run against entities: {TOLD} ties",
    "exponent",
    EXPONENT,
    f"One run of {SHORT} months of scenario {LARGE}, countries and cities in proportion to ties, "
    "with all that belongs to it: slope of the logarithm of time on that of the number of ties.",
)
FOUNDED = Row(
    f"cost of founding against entities: {TOLD} ties",
    "exponent",
    EXPONENT,
    "The making of the world and of its workspace alone, likewise.",
)
SIMULATED = Row(
    f"cost of the months against entities: {TOLD} ties",
    "exponent",
    EXPONENT,
    "The months alone, and the eve of the first, likewise.",
)
TIME = Row(
    f"run {LARGE} --replicates 1 --workers 1 --no-figures: wall time",
    "s",
    "<= 43",
    "A process of its own, once; the engine was compiled before. The target is 0.8 of what the "
    "first version took on the machine that is described below.",
)
MEMORY = Row(
    f"run {LARGE} --replicates 1 --workers 1 --no-figures: peak memory",
    "GB",
    "<= 0.7",
    "Peak resident memory of the same process.",
)


def configured(overrides: list[str]) -> WorldConfig:
    """Load the scenario; where there is none, there is nothing to measure."""
    from paradiplomacy_experiments.configuration.listing import shipped_names
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    if LARGE not in shipped_names():
        raise LeftOutError(f"there is no scenario {LARGE}")
    return load_scenario(LARGE, overrides).config


def sized(countries: int, cities: int, partnerships: int) -> WorldConfig:
    """Return the world with so many entities."""
    return configured(
        [
            f"synthetic.countries={countries}",
            f"synthetic.cities={cities}",
            f"synthetic.partnerships={partnerships}",
            f"scenario.months={SHORT}",
        ]
    )


def times(config: WorldConfig) -> tuple[float, float, float]:
    """Return the time of a whole run, of founding alone, and of the months alone."""
    from paradiplomacy.engines import compiled_engine
    from paradiplomacy.engines.compilation.workspace import Workspace
    from paradiplomacy.initialisation.build import initial_world
    from paradiplomacy.initialisation.capacity import capacities

    start = time.perf_counter()
    compiled_engine.run_batch(config, seed=1, replicates=[0], series_every=SHORT)
    whole = time.perf_counter()
    space = Workspace(initial_world(config), capacities(config))
    founded = time.perf_counter()
    compiled_engine.begin(space)
    for _ in range(SHORT):
        compiled_engine.advance(space)
    return whole - start, founded - whole, time.perf_counter() - founded


def measure_entities(rounds: int) -> Measured:
    """Run worlds of each size in turn."""
    configs: list[Any] = [sized(*size) for size in SIZES]
    partnerships = [size[-1] for size in SIZES]
    times(configs[0])
    values: dict[str, list[float]] = {row.what: [] for row in ENTITIES.rows}
    for number in range(rounds):
        say(f"entities: round {number + 1} of {rounds}")
        parts = zip(*(times(config) for config in configs), strict=True)
        for row, found in zip(ENTITIES.rows, parts, strict=True):
            values[row.what].append(exponent(partnerships, found))
    return Measured(values)


def measure_world(rounds: int) -> Measured:  # noqa: ARG001 - once is enough for so long a run
    """Run the world as it is shipped, once."""
    configured([])
    say("world: one run")
    command("run", LARGE, "--replicates", "1", "--months", "1", "--no-figures")()
    words = ("run", LARGE, "--replicates", "1", "--workers", "1", "--no-figures")
    took = cost([*COMMAND, *words])
    return Measured({TIME.what: [took.seconds], MEMORY.what: [took.megabytes / 1024]})


ENTITIES = Group("entities", (WHOLE, FOUNDED, SIMULATED), measure_entities)
WORLD = Group("world", (TIME, MEMORY), measure_world)
