"""A sample with discovery of conditions, against the EMA workbench on the same compiled runs."""

from __future__ import annotations

import importlib.util
import tempfile

from benchmarks.rows import Group, LeftOutError, Measured, Row, say
from benchmarks.timing import COMMAND, in_folder, program, seconds

DESIGN = "discovery"
POINTS = 500
REPLICATES = 4

OURS = Row(
    f"sweep and discovery: {POINTS} points x {REPLICATES} replicates",
    "s",
    "",
    f"`sweep {DESIGN}` and `analyse --method discovery`, two processes, on all processors.",
)
THEIRS = Row(
    "EMA workbench: the same points, runs and PRIM",
    "s",
    "",
    "A process in which perform_experiments, its sequential evaluator, draws as many points of the "
    "same factors by its own Latin hypercube and asks a function for each, which sets the factors "
    "in the configuration, validates it and runs the replicates on the compiled engine; then PRIM.",
)
RATIO = Row("EMA workbench / sweep and discovery, time", "ratio", ">= 3", "The rows above.")

PROGRAM = f"""
import numpy as np
from ema_workbench import Model, RealParameter, CategoricalParameter, ScalarOutcome
from ema_workbench import SequentialEvaluator
from ema_workbench.analysis import prim
from paradiplomacy.engines import compiled_engine
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.points import with_settings
from paradiplomacy_experiments.configuration.layers import plain
from paradiplomacy.configuration.world_config import WorldConfig

points = load_design({DESIGN!r}).points
engine = compiled_engine.prepare()
by_name = {{factor.name: factor for factor in points.factors}}
base = points.bases[points.base]

def life(**chosen):
    levels = [
        factor.level(chosen[name] if factor.range else int(chosen[name]))
        for name, factor in by_name.items()
    ]
    config = WorldConfig.model_validate(plain(with_settings(base, levels)))
    batch = engine.run_batch(config, seed=1, replicates=range({REPLICATES}), series_every=12)
    values = batch.run_values
    return {{name: float(np.nanmean(values[name])) for name in ("trust", "continuity")}}

model = Model("tie", function=life)
model.uncertainties = [
    RealParameter(name, factor.range.low, factor.range.high) if factor.range
    else CategoricalParameter(name, list(range(len(factor.levels))))
    for name, factor in by_name.items()
]
model.outcomes = [ScalarOutcome("trust"), ScalarOutcome("continuity")]
with SequentialEvaluator(model) as evaluator:
    experiments, outcomes = evaluator.perform_experiments({POINTS})
lived = (outcomes["trust"] >= 0.6) & (outcomes["continuity"] >= 0.7)
drop = [name for name in experiments if name not in by_name]
prim.Prim(experiments.drop(columns=drop), lived, threshold=0.5).find_box()
"""


def measure(rounds: int) -> Measured:
    """Do both in turn."""
    if importlib.util.find_spec("ema_workbench") is None:
        raise LeftOutError("the EMA workbench is not installed")
    values: dict[str, list[float]] = {row.what: [] for row in GROUP.rows}
    sweep = (*COMMAND, "sweep", DESIGN, "--set", f"sampler.points={POINTS}", "--set",
             f"design.replicates={REPLICATES}", "--out", "out")  # fmt: skip
    for number in range(rounds):
        say(f"rival: round {number + 1} of {rounds}")
        with tempfile.TemporaryDirectory() as folder:
            ours = seconds(in_folder(folder, sweep)) + seconds(
                in_folder(folder, (*COMMAND, "analyse", "out", "--method", "discovery"))
            )
            theirs = seconds(in_folder(folder, program(PROGRAM)))
        values[OURS.what].append(ours)
        values[THEIRS.what].append(theirs)
        values[RATIO.what].append(theirs / ours)
    return Measured(values)


GROUP = Group("rival", (OURS, THEIRS, RATIO), measure)
