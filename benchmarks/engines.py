"""The two engines against each other, two threads against one, and what custom files cost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from benchmarks.rows import CASES, MONTHS, Group, Measured, Row, say
from benchmarks.timing import seconds

MESA_RUNS = 3
COMPILED_RUNS = 300
CHUNK = 125
CHUNKS = 8
YEAR = 12

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
    ">= 130",
    "The two rows above, of the same round.",
)
SCALING = Row(
    f"two threads / one, {CHUNK * CHUNKS:,} runs",
    "ratio",
    ">= 1.8",
    f"{CHUNKS} chunks of {CHUNK} runs, handed to one thread and then to two.",
)
CUSTOM = Row(
    "compiled engine: a custom mechanism / the built-in one, runs per second",
    "ratio",
    ">= 0.9",
    "A file whose function for trust calls the built-in rule and lowers what it gives; the runs of "
    "the row above, of the same round.",
)
SERIES = Row(
    f"compiled engine: all indicators each month, against one month in {YEAR}: time more",
    "share",
    "<= 0.2",
    f"{COMPILED_RUNS} runs each, of the same round; less than one is worth it.",
)

MECHANISM = """
from paradiplomacy.processes import trust
from paradiplomacy.processes.shared.memberships import memberships

def revise_trust(world, c):
    trust.revise_trust(world, c)
    for p, side in memberships(world, c):
        tie = world.partnerships[p]
        tie.trust[side] = min(tie.trust[side], tie.trust[2 + side])
"""
"""A custom mechanism: governments trust a partner no further than their people do."""


def measure(rounds: int) -> Measured:
    """Run both engines in turn."""
    from paradiplomacy.custom.files import CustomFile
    from paradiplomacy.custom.together import Custom
    from paradiplomacy.engines import compiled_engine, mesa_engine
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    config = load_scenario(CASES, [f"scenario.months={MONTHS}"]).config

    def mesa() -> None:
        mesa_engine.run_batch(config, seed=1, replicates=range(MESA_RUNS), series_every=MONTHS)

    built_in = compiled_engine.prepare()
    own = compiled_engine.prepare(Custom({"mine.py": CustomFile("mine.py", "mine.py", MECHANISM)}))
    choices = config.mechanisms.model_copy(update={"trust": "mine.py"})
    changed = config.model_copy(update={"mechanisms": choices})

    def compiled(first: int = 0, runs: int = COMPILED_RUNS, every: int = MONTHS) -> None:
        replicates = range(first, first + runs)
        built_in.run_batch(config, seed=1, replicates=replicates, series_every=every)

    def custom() -> None:
        own.run_batch(changed, seed=1, replicates=range(COMPILED_RUNS), series_every=MONTHS)

    def farmed(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda place: compiled(place * CHUNK, CHUNK), range(CHUNKS)))

    compiled(runs=1)
    values: dict[str, list[float]] = {row.what: [] for row in GROUP.rows}
    for number in range(rounds):
        say(f"engines: round {number + 1} of {rounds}")
        one_run = seconds(mesa) / MESA_RUNS
        speed = COMPILED_RUNS / seconds(compiled)
        values[CUSTOM.what].append(COMPILED_RUNS / seconds(custom) / speed)
        yearly = seconds(lambda: compiled(every=YEAR))
        monthly = seconds(lambda: compiled(every=1))
        values[SERIES.what].append(monthly / yearly - 1.0)
        values[MESA.what].append(one_run)
        values[COMPILED.what].append(speed)
        values[RATIO.what].append(speed * one_run)
        alone = seconds(lambda: farmed(1))
        values[SCALING.what].append(alone / seconds(lambda: farmed(2)))
    return Measured(values)


GROUP = Group("engines", (MESA, COMPILED, RATIO, SCALING, CUSTOM, SERIES), measure)
