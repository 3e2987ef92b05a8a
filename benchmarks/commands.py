"""The commands a user waits for, and what compiling costs."""

from __future__ import annotations

import tempfile

from benchmarks.rows import CASE, CASES, MONTHS, Group, Measured, Row, say
from benchmarks.timing import command, process, program, seconds

RUNS = 200

ONE_MONTH = f"""
from paradiplomacy.engines import compiled_engine
from paradiplomacy_experiments.configuration.scenario import load_scenario
config = load_scenario({CASES!r}, ["scenario.months=1"]).config
compiled_engine.run_batch(config, seed=1, replicates=[0])
"""

HELP = Row("--help", "s", "<= 0.2", "A process of its own, from start to end.")
CHECK = Row(f"check {CASE}", "s", "<= 0.4", "Likewise.")
SCENARIOS = Row("scenarios", "s", "<= 0.4", "Likewise.")
DESIGNS = Row("designs", "s", "<= 0.5", "Likewise.")
WARM = Row(
    f"warm run {CASE}, {RUNS} replicates x {MONTHS} months, no figures",
    "s",
    "<= 1.6",
    "Likewise, in a new folder; the engine was compiled before.",
)
START = Row(
    "warm start of the compiled engine and one run of one month",
    "s",
    "<= 0.8",
    f"A process that imports the engine, loads its binary and lets a month of {CASES} pass.",
)
COLD = Row(
    "cold compile and one run",
    "s",
    "<= 25",
    f"`run {CASE} --replicates 1` with an empty cache; once, whatever the number of rounds.",
)


def measure(rounds: int) -> Measured:
    """Run each command in turn; compile afresh once."""
    warm = command("run", CASE, "--replicates", f"{RUNS}", "--months", f"{MONTHS}", "--no-figures")
    parts = {
        HELP.what: command("--help"),
        CHECK.what: command("check", CASE),
        SCENARIOS.what: command("scenarios"),
        DESIGNS.what: command("designs"),
        WARM.what: warm,
        START.what: process(*program(ONE_MONTH)),
    }
    warm()
    values: dict[str, list[float]] = {what: [] for what in parts}
    for number in range(rounds):
        say(f"commands: round {number + 1} of {rounds}")
        for what, work in parts.items():
            values[what].append(seconds(work))
    say("commands: compiling afresh, a minute or so")
    with tempfile.TemporaryDirectory() as cache:
        cold = command("run", CASE, "--replicates", "1", "--no-figures", PARADIPLOMACY_CACHE=cache)
        values[COLD.what] = [seconds(cold)]
    return Measured(values)


GROUP = Group("commands", (HELP, CHECK, SCENARIOS, DESIGNS, WARM, START, COLD), measure)
