"""The model keeps Mesa's contract, on whichever Mesa is installed."""

from __future__ import annotations

import functools
import importlib.util
import inspect
import math
import pickle
from pathlib import Path

import mesa
import numpy as np
import pytest

from paradiplomacy import NGO, CentralGovernment, CityGovernment, ParadiplomacyModel, load_scenario
from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError

NAME = "baubau-seoul"
MONTHS = 6
SHORT = {"scenario.months": MONTHS}
PAGE = Path(__file__).parents[3] / "experiments" / "examples" / "solara_page.py"

batch = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run")


def made(**arguments):
    return ParadiplomacyModel(NAME, SHORT, **{"rng": 1, "agent_reporters": None} | arguments)


def finished(**arguments):
    model = made(**arguments)
    model.run_model()
    return model


def outcome(model):
    return repr(model.measure())


# ------------------------------------------------------------------------------------- the end


def test_it_runs_for_the_months_of_its_scenario_and_ends():
    model = made()
    assert model.running
    assert model.month == -1
    model.run_model()
    assert not model.running
    assert model.month == MONTHS - 1


def test_each_step_past_the_end_is_refused_and_changes_nothing():
    model = finished()
    before = outcome(model), len(model.datacollector.model_vars["trust"])
    for _ in range(2):
        with pytest.raises(RuntimeError, match=r"all 6 months have passed.*scenario\.months"):
            model.step()
    assert (outcome(model), len(model.datacollector.model_vars["trust"])) == before
    assert getattr(model, "steps", MONTHS) == MONTHS


@pytest.mark.skipif(not hasattr(mesa.Model, "run_for"), reason="Mesa 3.3 has no time of its own")
def test_time_past_the_end_is_refused_too():
    model = finished()
    with pytest.raises(RuntimeError, match="months have passed"):
        model.run_for(1)


def test_whoever_stops_a_model_finds_it_stopped():
    model = made()
    model.running = False
    model.step()
    assert not model.running


# ------------------------------------------------------------------------------ what it is made of


def test_a_name_a_path_a_scenario_and_its_configuration_make_the_same_model(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(f'extends = ["{NAME}"]\n[scenario]\nmonths = {MONTHS}\n', encoding="utf-8")
    scenario = load_scenario(NAME, SHORT)
    made_of = [
        ParadiplomacyModel(NAME, SHORT, rng=1),
        ParadiplomacyModel(scenario=NAME, overrides=["scenario.months=6"], rng=1),
        ParadiplomacyModel(NAME, rng=1, **SHORT),
        ParadiplomacyModel(path, rng=1),
        ParadiplomacyModel(str(path), rng=1),
        ParadiplomacyModel(scenario, rng=1),
        ParadiplomacyModel(scenario.config, rng=1),
    ]
    for model in made_of:
        model.run_model()
    assert len({outcome(model) for model in made_of}) == 1


def test_a_key_among_the_arguments_is_an_override():
    model = made(**{"cities.baubau.capacity": np.float64(0.75), "gate.patience": np.int64(7)})
    assert model.config.cities["baubau"].capacity == 0.75
    assert model.config.gate.patience == 7
    assert made(gate={"patience": 8}).config.gate.patience == 8


def test_custom_files_come_with_a_scenario(tmp_path):
    (tmp_path / "never.py").write_text("def revise_trust(world, c):\n    pass\n", encoding="utf-8")
    path = tmp_path / "mine.toml"
    text = f'extends = ["{NAME}"]\n[mechanisms]\ntrust = "never.py"\n[scenario]\nmonths = 12\n'
    path.write_text(text, encoding="utf-8")
    for source in (path, load_scenario(path)):
        model = ParadiplomacyModel(source, rng=1)
        model.run_model()
        assert model.measure()["trust"] == [0.0]


def test_what_it_cannot_be_made_of_is_told():
    with pytest.raises(ConfigError, match="did you mean 'baubau-seoul'"):
        ParadiplomacyModel("baubau-soul")
    with pytest.raises(ConfigError, match=r"widht: unknown key"):
        ParadiplomacyModel(NAME, widht=3)
    with pytest.raises(
        OptionsError, match="no tuple; to batch_run, give a configuration in a list"
    ):
        ParadiplomacyModel(("leadership", 1))
    with pytest.raises(OptionsError, match="takes them in load_scenario"):
        ParadiplomacyModel(load_scenario(NAME), **SHORT)


# ----------------------------------------------------------------------------------------- luck


def test_a_seed_is_the_seed_of_the_project_by_either_name():
    runs = [finished(rng=5), finished(rng=np.int64(5)), finished(rng=None, seed=5)]
    assert {model.seed for model in runs} == {5}
    assert len({outcome(model) for model in runs}) == 1


@pytest.mark.parametrize("make", [
    lambda: [3, 4],
    lambda: np.random.SeedSequence(3),
    lambda: np.random.default_rng(3),
    lambda: np.random.PCG64(3),
])  # fmt: skip
def test_whatever_numpy_makes_a_generator_of_gives_the_same_luck_again(make):
    assert made(rng=make()).seed == made(rng=make()).seed


def test_a_generator_that_two_models_share_gives_each_its_own_luck():
    rng = np.random.default_rng(3)
    assert made(rng=rng).seed != made(rng=rng).seed


def test_without_a_seed_every_model_has_another_luck_and_tells_which():
    one, other = made(rng=None), made(rng=None)
    assert one.seed != other.seed
    one.run_model()
    assert outcome(finished(rng=one.seed)) == outcome(one)


def test_seeds_of_mesa_3_may_be_texts_and_floats():
    assert made(rng=None, seed="a").seed == made(rng=None, seed="a").seed
    assert made(rng=None, seed=0.5).seed != made(rng=None, seed=0.25).seed


@pytest.mark.parametrize(
    ("luck", "reason"),
    [
        ({"seed": 1, "rng": 1}, "either rng or seed, not both"),
        ({"rng": -1}, "seed must lie between"),
    ],
)
def test_luck_that_makes_no_sense_is_refused(luck, reason):
    with pytest.raises(ValueError, match=reason):
        made(**luck)


@pytest.mark.skipif(not hasattr(mesa.Model, "reset_rng"), reason="Mesa 4 resets nothing")
@pytest.mark.filterwarnings("ignore:The use of the `seed` keyword:FutureWarning")
@pytest.mark.parametrize("verb", ["reset_rng", "reset_randomizer"])
def test_resetting_mesas_generators_says_that_the_world_keeps_its_luck(verb):
    model = made()
    with pytest.warns(UserWarning, match=rf"{verb} resets .* stay as they are"):
        getattr(model, verb)(7)
    model.run_model()
    assert outcome(model) == outcome(finished())


# --------------------------------------------------------------------------------- what it collects


def test_every_indicator_is_collected_after_each_month():
    model = made()
    measured = []
    while model.running:
        model.step()
        measured.append(model.measure_world())
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame) == list(INDICATORS)
    assert repr(frame.to_dict("records")) == repr(measured)


def test_the_state_of_agents_is_collected_after_each_month():
    model = finished(agent_reporters="state")
    frame = model.datacollector.get_agent_vars_dataframe()
    assert len(frame) == MONTHS * len(model.agents)
    last = frame.xs(MONTHS, level="Step").set_index("name")
    for agent in model.agents:
        row = last.loc[agent.name]
        for field in ("capacity", "recognition", "capability", "budget", "participation"):
            value = getattr(agent, field, math.nan)
            assert row[field] == value or (math.isnan(row[field]) and math.isnan(value))
    assert not {"key", "home", "first_city"} & set(frame)


def test_a_very_large_world_collects_no_agents_unless_asked(monkeypatch):
    monkeypatch.setattr("paradiplomacy_experiments.model.MOST_AGENTS", 3)
    assert made(agent_reporters="state").datacollector.agent_reporters == {}
    assert list(made(agent_reporters={"n": "name"}).datacollector.agent_reporters) == ["n"]


def test_reporters_of_ones_own_are_collected_instead():
    model = finished(
        model_reporters={"cities": lambda model: len(model.world.cities), "month": "month"},
        agent_reporters={"who": "name"},
        agenttype_reporters={CityGovernment: {"capacity": "capacity"}},
        tables={"notes": ["month"]},
    )
    collected = model.datacollector
    assert collected.get_model_vars_dataframe()["month"].tolist() == list(range(MONTHS))
    assert "Baubau" not in set(collected.get_agent_vars_dataframe()["who"])  # names are ids
    assert "baubau" in set(collected.get_agent_vars_dataframe()["who"])
    cities = collected.get_agenttype_vars_dataframe(CityGovernment)
    assert len(cities) == MONTHS * len(model.world.cities)
    assert list(collected.tables) == ["notes"]


def test_collecting_changes_no_result():
    assert outcome(finished(agent_reporters="state")) == outcome(finished(model_reporters=None))


# ------------------------------------------------------------------------------------------ batches


def batched(parameters, lucks=(None,), **options):
    """Run a batch with each of some lucks, in the words of the Mesa that is there."""
    parameters = {"scenario": NAME, "agent_reporters": None, **SHORT, **parameters}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        options["rng"] = lucks
    else:
        parameters["rng"] = lucks
    return mesa.batch_run(ParadiplomacyModel, parameters, display_progress=False, **options)


@batch
def test_a_batch_sweeps_keys():
    rows = batched({"cities.baubau.capacity": np.array([0.1, 0.9]), "gate.patience": range(5, 7)})
    swept = [(row["cities.baubau.capacity"], row["gate.patience"]) for row in rows]
    assert sorted(swept) == [(0.1, 5), (0.1, 6), (0.9, 5), (0.9, 6)]


@batch
@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
def test_each_iteration_of_a_batch_has_its_own_luck():
    parameters = {"scenario": NAME, "scenario.months": 24, "agent_reporters": None}
    rows = mesa.batch_run(ParadiplomacyModel, parameters, iterations=3, display_progress=False)
    assert len({repr([row[name] for name in INDICATORS]) for row in rows}) == 3


@batch
def test_a_batch_ends_with_the_last_month_as_a_run_does():
    rows = batched({}, lucks=[3, 4])
    for row, seed in zip(rows, (3, 4), strict=True):
        last = finished(rng=seed).measure_world()
        assert {name: repr(row[name]) for name in last} == {n: repr(v) for n, v in last.items()}


@batch
def test_a_batch_sweeps_overrides_and_scenarios():
    several = [{"gate.patience": 5}, ["gate.patience=6"]]
    assert [row["overrides"] for row in batched({"overrides": several})] == several
    loaded = load_scenario("bandung-seoul", SHORT)
    (row,) = mesa.batch_run(
        ParadiplomacyModel,
        {"scenario": [loaded.config], "agent_reporters": None},
        display_progress=False,
    )
    assert row["capacity"] > 0


def test_what_a_worker_process_is_sent_can_be_sent():
    assert pickle.loads(pickle.dumps(ParadiplomacyModel)) is ParadiplomacyModel


# -------------------------------------------------------------------------------------- agents


def test_verbs_of_agent_sets_work_on_the_agents():
    model = made()
    cities = model.agents_by_type[CityGovernment]
    assert set(model.agent_types) == {CentralGovernment, CityGovernment, NGO}
    assert model.agents.select(agent_type=CityGovernment).get("name") == ["baubau", "seoul"]
    assert cities.select(lambda city: city.capacity < 0.5).get("name") == ["baubau"]
    assert cities.agg("capacity", max) == max(cities.get("capacity"))
    assert {key: len(group) for key, group in cities.groupby("country")} == {0: 1, 1: 1}
    assert cities.sort("capacity", ascending=True).get("name") == ["baubau", "seoul"]
    cities.set("capacity", 0.5)
    assert [city.capacity for city in model.world.cities] == [0.5, 0.5]
    budgets = cities.map(lambda city: city.funds)
    cities.shuffle_do("grant_budget")
    cities.do("renew_commitment")
    assert len(budgets) == 2


def test_agents_and_model_are_told_in_a_line():
    model = made()
    told = [repr(model), *map(repr, model.agents)]
    assert told[0] == "<ParadiplomacyModel 'Baubau-Seoul': 0 of 6 months, seed 1, replicate 0>"
    assert "<CityGovernment 'baubau', row 0>" in told
    assert max(map(len, told)) < 100


# ------------------------------------------------------------------------------------ Mesa's page


def page():
    """Return the example of a page as a module."""
    spec = importlib.util.spec_from_file_location("solara_page", PAGE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Shown:
    """A page without a browser: what stands on it, and what a reader does."""

    def __init__(self, solara, page):
        self.box, self._context = solara.render(
            solara.AppLayout(children=[page]), handle_error=False
        )

    def widgets(self):
        """Return all that is on the page."""
        waiting, found = [self.box], []
        while waiting:
            widget = waiting.pop()
            found.append(widget)
            held = (getattr(widget, name, None) for name in getattr(widget, "keys", ()))
            for value in held:
                values = value if isinstance(value, list | tuple) else [value]
                waiting += [one for one in values if hasattr(one, "comm")]
        return found

    def texts(self):
        """Return what can be read."""
        children = (getattr(widget, "children", None) or () for widget in self.widgets())
        return [child for some in children for child in some if isinstance(child, str)]

    def press(self, label):
        """Press the button of that name."""
        (button,) = [one for one in self.widgets() if getattr(one, "children", None) == [label]]
        button.click()

    def move(self, label, value):
        """Move the slider of that name."""
        (one,) = [one for one in self.widgets() if getattr(one, "label", None) == label]
        one.v_model = value


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of solara and what it needs
def test_the_page_is_shown_stepped_and_reset_with_other_values(monkeypatch):
    solara = pytest.importorskip("solara")
    made_models = []
    begin = ParadiplomacyModel.__init__

    def counted(self, *arguments, **options):
        begin(self, *arguments, **options)
        made_models.append(self)

    monkeypatch.setattr(ParadiplomacyModel, "__init__", functools.wraps(begin)(counted))
    shown = Shown(solara, page().page)
    shown.press("Step")
    shown.move("capacity of Baubau", 0.75)
    shown.press("Reset")
    shown.press("Step")
    shown.press("Step")
    assert [model.month for model in made_models] == [0, 1]
    assert [model.config.cities["baubau"].capacity for model in made_models] == [0.25, 0.75]
    assert not [text for text in shown.texts() if "error" in text.lower()]


def test_a_page_can_make_the_model_of_its_parameters_anew():
    """Mesa's page looks up parameters by name, and asks for one of them named ``kwargs``."""
    parameters = inspect.signature(ParadiplomacyModel.__init__).parameters
    assert parameters["kwargs"].kind is inspect.Parameter.VAR_KEYWORD
    assert not any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters.values())
    assert getattr(made(), "scenario", None) is None
