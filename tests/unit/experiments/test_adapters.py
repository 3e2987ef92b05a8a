"""Other tools take a design, and get the numbers of a sweep."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from paradiplomacy import as_ema_model, as_ema_outcomes, as_objective, as_salib_problem, evaluate
from paradiplomacy_experiments.adapters.evaluating import library
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.verbs import sweep
from paradiplomacy_results.errors import UnknownNameError

DESIGN = """
[design]
title = "Tools"
question = "What do other tools ask?"
scenario = "baubau-seoul"
replicates = 3
seed = 7
[settings]
"scenario.months" = 36
[factors.money]
key = "cities.baubau.budget"
low = 12.0
high = 60.0
[factors.exit]
key = "leadership.early_exit"
low = 0.004
high = 0.016
log = true
[factors.wish]
key = "initiation.intercept"
distribution = "normal"
mean = -5.5
sd = 0.2
[factors.patience]
key = "gate.patience"
low = 12
high = 36
[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
[sampler]
kind = "saltelli"
base = 2
second_order = false
seed = 3
[keep]
tables = ["runs", "series"]
[analysis]
outcomes = ["trust", "cost"]
"""
NAMES = ["money", "exit", "wish", "patience", "unit"]
ROW = {"money": 30.0, "exit": 0.01, "wish": -5.4, "patience": 24, "unit": True}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "tools.toml"
    path.write_text(DESIGN, encoding="utf-8")
    return path


@pytest.fixture
def design(path):
    return load_design(path)


# ----------------------------------------------------------------------- rows and their order


def test_names_travel_with_the_columns_of_a_sample_however_they_stand(design):
    problem = as_salib_problem(design)
    places = np.linspace(0.05, 0.95, 4 * len(NAMES)).reshape(4, len(NAMES))
    known = problem.rows(places)
    assert problem["names"] == NAMES
    assert known[0]["money"] == 12.0 + 0.05 * 48.0
    frame = pd.DataFrame(places, columns=NAMES)
    for order in itertools.islice(itertools.permutations(NAMES), 1, 120, 17):
        assert problem.rows(frame[list(order)]) == known
        problem["names"] = list(order)  # then a plain array is read by that order
        assert problem.rows(frame[list(order)].to_numpy()) == known


def test_a_sample_of_other_columns_is_refused(design):
    problem = as_salib_problem(design)
    with pytest.raises(OptionsError, match=r"the factors are money, exit, .*and not other"):
        problem.rows(pd.DataFrame(np.zeros((1, 5)), columns=["other", *NAMES[1:]]))
    with pytest.raises(OptionsError, match=r"shape \(points, 5\), and not \(1, 4\)"):
        problem.rows(np.zeros((1, 4)))
    with pytest.raises(OptionsError, match=r"lie in \[0, 1\]"):
        problem.rows(np.full((1, 5), 30.0))


def test_rows_that_fit_no_factor_are_told_all_at_once(design):
    with pytest.raises(ConfigError) as error:
        evaluate(design, [ROW | {"money": 99.0}, {**ROW, "other": 1}])
    assert len(error.value.faults) == 2


def test_columns_of_a_table_that_are_none_missing_or_twice_there_are_told_before_any_run(design):
    table = pd.DataFrame([ROW, ROW | {"money": 40.0}])
    with pytest.raises(ConfigError) as error:
        evaluate(design, table.drop(columns="unit").assign(other=1, replicate=0))
    told = str(error.value)
    assert len(error.value.faults) == 3
    for words in ("other", "replicate", "is no factor", "unit", "has no column"):
        assert words in told
    twice = pd.concat([table, table[["money"]]], axis=1)
    with pytest.raises(OptionsError, match="the column money is there more than once"):
        evaluate(design, twice)


@pytest.mark.parametrize("hole", [None, np.nan, pd.NA])
def test_a_cell_that_is_missing_is_told_by_its_row(design, hole):
    with pytest.raises(ConfigError, match=r"row 2: patience.*has no level here"):
        evaluate(design, pd.DataFrame([ROW, ROW | {"patience": hole}]))


@pytest.mark.parametrize("rows", [np.full((2, 5), 0.5), ROW, [list(ROW.values())], "money"])
def test_rows_that_do_not_say_which_value_is_of_which_factor_are_refused(design, rows):
    with pytest.raises(OptionsError, match="each is a mapping of the names of factors"):
        evaluate(design, rows)


def test_a_missing_library_is_told_with_how_to_get_it():
    with pytest.raises(OptionsError, match=r"needs nowhere: pip install 'paradiplomacy\[search\]'"):
        library("nowhere.part", "search")


def test_names_of_indicators_and_factors_are_checked_before_any_run(design):
    pytest.importorskip("ema_workbench")
    with pytest.raises(UnknownNameError, match="trusst"):
        as_salib_problem(design, ["trusst"])
    with pytest.raises(UnknownNameError, match="purse"):
        as_ema_model(design, levers=["purse"])
    with pytest.raises(OptionsError, match="is no limit like"):
        as_objective(design, ["trust"], limits=["cost is low"])
    with pytest.raises(OptionsError, match="each indicator once"):
        as_objective(design, ["trust"], ["trust"])


# ------------------------------------------------------------------------------------- numbers


@pytest.mark.compiled
def test_what_is_evaluated_equals_a_sweep_to_the_bit(path, tmp_path):
    design = load_design(path)
    swept = sweep(path, out=tmp_path / "out", progress=False).results
    rows = [design.points.levels(number) for number in range(len(design.points))]
    found = evaluate(design, rows)
    stored = swept.runs.sort_values(["point", "replicate"], ignore_index=True)
    measured = ["trust", "cost", *NAMES]
    pd.testing.assert_frame_equal(found[measured], stored[measured], check_exact=True)
    alone = evaluate(design, [rows[5]])
    assert alone["trust"].tolist() == found.loc[found["point"] == 5, "trust"].tolist()

    sobol = pytest.importorskip("SALib.sample.sobol")
    problem = as_salib_problem(design)
    x = sobol.sample(problem, 2, calc_second_order=False, seed=3)
    experiments, outcomes = as_ema_outcomes(swept, series=["trust"])
    assert problem.evaluate(x)["trust"].tolist() == outcomes["trust"].tolist()
    assert outcomes["series_trust"].shape == (len(rows), 3)
    assert list(experiments.columns) == NAMES
    assert str(experiments["unit"].dtype) == "category"


@pytest.mark.compiled
def test_the_columns_of_a_table_stand_in_any_order(design):
    """A known order, all others by their names: wrong numbers by a wrong order cannot be had."""
    listed = [ROW, ROW | {"money": 55.0, "unit": False, "patience": 13}]
    known = evaluate(design, listed, 2)
    assert known.loc[known["replicate"] == 0, NAMES].to_dict("records") == listed
    table = pd.DataFrame(listed)
    for order in itertools.islice(itertools.permutations(NAMES), 1, 120, 23):
        told = table[list(order)].astype({"patience": "Int64", "money": "float32"})
        pd.testing.assert_frame_equal(evaluate(design, told, 2), known, check_exact=True)


@pytest.mark.compiled
def test_the_workbench_gets_the_numbers_of_the_design_for_its_experiments(design):
    ema = pytest.importorskip("ema_workbench")
    model = as_ema_model(design, levers=["money"], series=["trust"], replicates=2)
    assert [each.name for each in model.levers] == ["money"]
    assert sorted(each.name for each in model.uncertainties) == sorted(NAMES[1:])
    with ema.SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=3, policies=2)
    rows = [
        {name: _of(value) for name, value in row.items()}
        for row in experiments[NAMES].to_dict("records")
    ]
    runs = evaluate(design, rows, 2)
    expected = runs.groupby("point")["trust"].mean().to_numpy()
    np.testing.assert_array_equal(np.asarray(outcomes["trust"]), expected)
    assert np.asarray(outcomes["series_trust"]).shape == (6, 3)
    assert experiments["exit"].between(0.004, 0.016).all()


def _of(value):
    return value == "True" if isinstance(value, str) else value


@pytest.mark.compiled
def test_optuna_optimises_one_aim_and_several_within_limits(design):
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    one = as_objective(design, ["trust"], replicates=2)
    study = optuna.create_study(
        directions=one.directions, sampler=optuna.samplers.RandomSampler(seed=1)
    )
    study.optimize(one, n_trials=2)
    assert set(study.best_params) == set(NAMES)
    row = study.best_params
    assert study.best_value == evaluate(design, [row], 2)["trust"].mean()

    two = as_objective(design, ["trust"], ["cost"], limits=["cost <= -1"], replicates=2)
    sampler = optuna.samplers.NSGAIISampler(seed=1)
    study = optuna.create_study(directions=two.directions, sampler=sampler)
    trial = study.ask()
    study.tell(trial, two(trial))
    (frozen,) = study.trials
    assert two.directions == ["maximize", "minimize"]
    assert frozen.constraints == {"cost <= -1": frozen.values[1] + 1.0}
