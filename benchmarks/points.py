"""What the points of a design take beside their runs, and what a second worker gains."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.rows import Group, Measured, Row, say
from benchmarks.timing import command, seconds

DESIGN = "discovery"
"""A sampled design that ships: many points of one replicate each."""

POINTS = 8_192
"""Points of the smaller sample that is measured round after round."""

CHUNK = 256
"""Points to a chunk, as in a large sweep."""

OVERHEAD = Row(
    "a point of a sampled design beside its run",
    "ms",
    "<= 1",
    f"{POINTS:,} points of {DESIGN}, one replicate each, in chunks of {CHUNK} on one thread, less "
    "the time of as many runs of a few points: the difference by points.",
)
SCALING = Row(
    f"two workers / one, {POINTS:,} points of a sampled design",
    "ratio",
    ">= 1.7",
    "The same chunks, on one thread and on two.",
)
SWEEP = Row(
    f"sweep {DESIGN}, two workers",
    "s",
    "<= 30",
    "The whole design as a process of its own, once: 20,000 points.",
)


def measure(rounds: int) -> Measured:
    """Compute the points in turn on one thread and on two, and as many runs of a single point."""
    from paradiplomacy.engines import compiled_engine
    from paradiplomacy_experiments.design.loading import load_design
    from paradiplomacy_experiments.execution.runner import run_design
    from paradiplomacy_results.tables import kept_of

    overrides = [f"sampler.points={POINTS}", "design.replicates=1"]
    engine = compiled_engine.prepare()

    def swept(workers: int) -> float:
        design = load_design(DESIGN, overrides)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out")
            return seconds(lambda: run_design(design, out=out, workers=workers, chunk_runs=CHUNK))

    design = load_design(DESIGN, overrides)
    configs = [design.points.config(number) for number in range(0, POINTS, POINTS // 8)]

    def alone() -> None:
        for config in configs:
            engine.run_batch(
                config,
                seed=1,
                replicates=range(POINTS // len(configs)),
                series_every=12,
                kept=kept_of(design.layout),
            )

    alone()
    values: dict[str, list[float]] = {row.what: [] for row in GROUP.rows}
    for number in range(rounds):
        say(f"points: round {number + 1} of {rounds}")
        one, two = swept(1), swept(2)
        values[OVERHEAD.what].append((one - seconds(alone)) / POINTS * 1000)
        values[SCALING.what].append(one / two)
    say(f"points: sweep {DESIGN}")
    values[SWEEP.what] = [seconds(command("sweep", DESIGN, "--workers", "2"))]
    return Measured(values)


GROUP = Group("points", (OVERHEAD, SCALING, SWEEP), measure)
