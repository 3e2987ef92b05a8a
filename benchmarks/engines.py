"""The two engines against each other, and two threads against one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from benchmarks.rows import CASES, MONTHS, Group, Measured, Row, say
from benchmarks.timing import seconds

MESA_RUNS = 3
COMPILED_RUNS = 300
CHUNK = 125
CHUNKS = 8

MESA = Row(
    f"Mesa engine: {CASES}, {MONTHS} months, one run",
    "s",
    "<= 2",
    f"{MESA_RUNS} runs one after the other, divided by their number.",
)
COMPILED = Row(
    f"compiled engine: {CASES}, {MONTHS} months, one core",
    "runs/s",
    "",
    f"{COMPILED_RUNS} runs in one call, compiled before.",
)
RATIO = Row(
    "compiled / Mesa engine, runs per second on one core",
    "ratio",
    ">= 50",
    "The two rows above, of the same round.",
)
SCALING = Row(
    f"two threads / one, {CHUNK * CHUNKS:,} runs",
    "ratio",
    ">= 1.7",
    f"{CHUNKS} chunks of {CHUNK} runs, handed to one thread and then to two.",
)


def measure(rounds: int) -> Measured:
    """Run both engines in turn."""
    from paradiplomacy.engines import compiled_engine, mesa_engine
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    config = load_scenario(CASES, [f"scenario.months={MONTHS}"]).config

    def mesa() -> None:
        mesa_engine.run_batch(config, seed=1, replicates=range(MESA_RUNS), series_every=MONTHS)

    def compiled(first: int = 0, runs: int = COMPILED_RUNS) -> None:
        replicates = range(first, first + runs)
        compiled_engine.run_batch(config, seed=1, replicates=replicates, series_every=MONTHS)

    def farmed(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda place: compiled(place * CHUNK, CHUNK), range(CHUNKS)))

    compiled(runs=1)
    values: dict[str, list[float]] = {row.what: [] for row in GROUP.rows}
    for number in range(rounds):
        say(f"engines: round {number + 1} of {rounds}")
        one_run = seconds(mesa) / MESA_RUNS
        speed = COMPILED_RUNS / seconds(compiled)
        values[MESA.what].append(one_run)
        values[COMPILED.what].append(speed)
        values[RATIO.what].append(speed * one_run)
        alone = seconds(lambda: farmed(1))
        values[SCALING.what].append(alone / seconds(lambda: farmed(2)))
    return Measured(values)


GROUP = Group("engines", (MESA, COMPILED, RATIO, SCALING), measure)
