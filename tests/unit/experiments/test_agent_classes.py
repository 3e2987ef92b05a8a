"""Classes of agents in a file: named by a scenario, checked, and used wherever runs are run."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy import CityGovernment, ParadiplomacyModel, load, load_scenario, run, sweep
from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.execution.manifests import engine_for
from paradiplomacy_experiments.inspection.reproduction import reproduce
from tests.support.command_line import call
from tests.support.designs import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.configuration.scenario import Scenario

SCENARIO = """
extends = ["baubau-seoul"]
[scenario]
title = "Agents of one's own"
months = 24
[classes]
cities = "mine.py"
"""

NOTHING = """
from paradiplomacy import CityGovernment

class Same(CityGovernment):
    def _helper(self):
        return 1
"""

STILL = '''
import paradiplomacy

class Still(paradiplomacy.CityGovernment):
    """A city that proposes nothing."""

    def propose(self):
        pass
'''


FIXED = """
from paradiplomacy import CityGovernment

class Fixed(CityGovernment):
    def keep_books(self):
        super().keep_books()
        self.capacity = 0.25
"""


def written(folder: Path, source: str, scenario: str = SCENARIO) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.py").write_text(source)
    path = folder / "own.toml"
    path.write_text(scenario)
    return path


def loaded(folder: Path, source: str, scenario: str = SCENARIO) -> Scenario:
    return load_scenario(written(folder, source, scenario))


def rows(scenario: Scenario, custom: Any = None) -> Any:
    batch = mesa_engine.run_batch(
        scenario.config, seed=3, replicates=[0, 1], custom=custom or scenario.custom
    )
    return {name: values.tobytes() for name, values in batch.run_values.items()}


def told(folder: Path, source: str, scenario: str = SCENARIO) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, source, scenario)
    return str(caught.value)


def test_a_subclass_that_overrides_nothing_gives_the_bits_of_the_base(tmp_path: Path) -> None:
    plain = load_scenario("baubau-seoul", ["scenario.months=24"])
    assert rows(loaded(tmp_path, NOTHING)) == rows(plain)


def test_a_file_acts_as_the_same_class_given_in_python(tmp_path: Path) -> None:
    class Still(CityGovernment):
        def propose(self) -> None:
            pass

    scenario = loaded(tmp_path, STILL)
    by_file = WorldModel(scenario.config, seed=3, custom=scenario.custom)
    plain = load_scenario("baubau-seoul", ["scenario.months=24"])
    by_class = WorldModel(plain.config, seed=3, classes={"cities": Still})
    usual = WorldModel(plain.config, seed=3)
    for model in (by_file, by_class, usual):
        model.run()
    assert type(by_file.world.cities[0]).__name__ == "Still"
    assert by_file.measure_world() == pytest.approx(by_class.measure_world(), nan_ok=True, abs=0)
    assert by_file.measure_world() != pytest.approx(usual.measure_world(), nan_ok=True, abs=0)
    assert type(ParadiplomacyModel(scenario).world.cities[0]).__name__ == "Still"


def test_it_runs_on_the_mesa_engine_and_says_why(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, STILL)
    assert engine_for(scenario.custom) == "mesa"
    with pytest.raises(OptionsError, match=r"mine.py, line 4: the class Still is run by the Mesa"):
        engine_for(scenario.custom, "compiled")


def test_results_hold_its_hash_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, STILL)
    assert scenario.resolved()["classes"]["cities"] == "mine.py"
    assert "classes" not in load_scenario("baubau-seoul").resolved()
    (file,) = pickle.loads(pickle.dumps(scenario.custom)).files.values()
    assert file.sha256 == scenario.custom.files["mine.py"].sha256


@pytest.mark.slow
def test_runs_in_worker_processes_use_it_and_are_reproduced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, FIXED)
    finished = run(path, replicates=2, out=tmp_path / "out", workers=1, progress=False)
    manifest = finished.report.manifest
    assert (manifest.engine, list(manifest.mechanism_files)) == ("mesa", ["mine.py"])
    assert (finished.results.runs["status"] == "ok").all()
    assert (load(tmp_path / "out").runs["capacity"] == 0.25).all()
    assert reproduce(tmp_path / "out").differing == 0


@pytest.mark.slow
def test_it_can_be_a_level_of_a_factor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(FIXED)
    factor = '[factors.cities]\nkey = "classes.cities"\nlevels = ["built_in", "mine.py"]\n'
    (tmp_path / "d.toml").write_text(HEAD.replace("replicates = 4", "replicates = 1") + factor)
    results = sweep(tmp_path / "d.toml", out=tmp_path / "out", workers=1, progress=False).results
    by_level = results.runs.set_index("cities")["capacity"]
    assert by_level["mine.py"] == 0.25 != by_level["built_in"]


HEADLESS = "from paradiplomacy import CityGovernment, NGO\n\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\n", "'mine.py' defines no subclass of CityGovernment"),
        ("class Lone:\n    pass\n", "'mine.py' defines no subclass of CityGovernment"),
        (HEADLESS + "class N(NGO):\n    pass\n", "mine.py:3: N is a NGO, and cities are City"),
        (
            HEADLESS + "class A(CityGovernment):\n    pass\n\nclass B(A):\n    pass\n",
            "defines 2 subclasses of CityGovernment, A (line 3) and B (line 6)",
        ),
        (
            HEADLESS + "class A(CityGovernment):\n    def propos(self):\n        pass\n",
            "so that nothing calls it; name a helper _propos; did you mean 'propose'?",
        ),
        (
            HEADLESS + "class A(CityGovernment):\n    def propose(self, city):\n        pass\n",
            "mine.py:4: A.propose must be a plain method that takes self alone",
        ),
        (
            HEADLESS + "class A(CityGovernment):\n    async def propose(self):\n        pass\n",
            "A.propose must be a plain method",
        ),
        ("class A(CityGovernment:\n", "mine.py:1: is not Python"),
        ("class A(" * 200, "mine.py"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_line(
    tmp_path: Path, source: str, said: str
) -> None:
    found = told(tmp_path, source)
    assert said in found
    assert "own.toml:7: classes.cities: " in found


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("absent.py", "there is no file 'absent.py'"),
        ("../mine.py", "classes.cities"),
        ("/etc/mine.py", "classes.cities"),
        ("mine", "none of the choices, nor a file like 'mine.py'"),
        (".mine.py", "classes.cities"),
    ],
)
def test_only_a_plain_file_beside_the_scenario_will_do(
    tmp_path: Path, value: str, said: str
) -> None:
    assert said in told(tmp_path, NOTHING, SCENARIO.replace("mine.py", value))


def test_an_unknown_kind_of_agents_is_told(tmp_path: Path) -> None:
    text = SCENARIO.replace("cities =", "city =")
    assert "did you mean 'cities'?" in told(tmp_path, NOTHING, text)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(NOTHING)
    path = written(tmp_path / "study", NOTHING)
    (path.parent / "mine.py").unlink()
    (path.parent / "mine.py").symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(ConfigError, match="a link that leads outside"):
        load_scenario(path)


def test_a_method_that_a_mechanism_replaces_is_told(tmp_path: Path) -> None:
    written(tmp_path, STILL)
    (tmp_path / "other.py").write_text("def propose(world, c):\n    pass\n")
    text = SCENARIO + '[mechanisms]\ninitiation = "other.py"\n'
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"Still.propose is never called: 'other.py' under"):
        load_scenario(tmp_path / "own.toml")


def test_state_out_of_bounds_ends_the_run_with_the_month(tmp_path: Path) -> None:
    source = FIXED.replace("0.25", "7.0")
    scenario = loaded(tmp_path, source)
    with pytest.raises(ValueError, match="capacity"):
        WorldModel(scenario.config, custom=scenario.custom).step()


def test_check_and_explain_know_it(tmp_path: Path) -> None:
    assert call("check", str(written(tmp_path, STILL))).exit_code == exit_codes.OK
    bad = call("check", str(written(tmp_path / "bad", "x = 1\n")))
    assert (bad.exit_code, "Traceback" in bad.stderr) == (exit_codes.CONFIG, False)
    assert "propose(self)" in call("explain", "classes.cities").stdout
