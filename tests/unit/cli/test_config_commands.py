"""The commands that list, show and check scenarios and print their schema."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from paradiplomacy_cli import exit_codes, main
from paradiplomacy_experiments.configuration.composition import SHIPPED
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.listing import (
    ListedScenario,
    shipped_names,
    shipped_scenarios,
)
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design import DESIGNS
from paradiplomacy_experiments.design.limits import RefusedError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError, WorkersDifferError
from paradiplomacy_results.errors import DirectoryDamagedError, ResultsError
from tests.support.command_line import ROOTS, call, printed, told
from tests.support.designs import written

HEAVY = ("mesa", "numba", "scipy", "matplotlib", "pandas", "pyarrow", "numpy", "pydantic", "rich")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from paradiplomacy_cli.main import cli;"
        "result = CliRunner().invoke(cli, ['--help']); assert result.exit_code == 0;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


@pytest.mark.slow
def test_check_imports_no_engine() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from paradiplomacy_cli.main import cli;"
        "result = CliRunner().invoke(cli, ['check', 'bandung-seoul']); assert not result.exit_code;"
        f"print([name for name in {HEAVY[:6]!r} if name in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_help_lists_every_command() -> None:
    text = printed("--help")
    for name, entry in main.COMMANDS.items():
        assert re.search(rf"^  {name}\s+{re.escape(entry.line)}$", text, re.MULTILINE), name


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_can_be_imported_and_says_what_it_does(name: str) -> None:
    module = f"paradiplomacy_cli.{main.COMMANDS[name][0].partition(':')[0]}"
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there yet")
    command = main.cli.get_command(click.Context(main.cli), name)
    assert command is not None
    assert command.name == name
    assert command.help


def test_a_misspelt_command_is_recognised() -> None:
    assert "Did you mean 'check'?" in told("chek")[-1]


def test_exit_codes_differ() -> None:
    codes = [code for code in vars(exit_codes).values() if isinstance(code, int)]
    assert len(codes) == len(set(codes))


def test_every_refusal_has_an_exit_code_and_every_code_a_refusal() -> None:
    for kind in of_kind(ResultsError) - {ResultsError}:
        named = {each.__name__ for each in kind.__mro__} & exit_codes.OF_ERRORS.keys()
        assert named - {"ResultsError"}, f"{kind.__name__} has the code of no kind of its own"
    ours = {kind.__name__ for kind in of_kind(ResultsError)} | {"ClusterError", "RefusedError"}
    assert ours | {"WorkersDifferError", "ConfigError"} >= exit_codes.OF_ERRORS.keys()
    assert exit_codes.code_of(DirectoryDamagedError("x")) == exit_codes.DAMAGED
    assert exit_codes.code_of(ClusterLostError("x")) == exit_codes.CONFIG
    assert exit_codes.code_of(WorkersDifferError("x")) == exit_codes.DIFFERS
    assert exit_codes.code_of(RefusedError("x")) == exit_codes.REFUSED
    assert exit_codes.code_of(ConfigError([])) == exit_codes.CONFIG


def of_kind(base: type[Exception]) -> set[type[Exception]]:
    """Return a kind of error and all that derive from it."""
    return {base}.union(*(of_kind(kind) for kind in base.__subclasses__()))


def test_scenarios_lists_name_title_question_and_place() -> None:
    rows = [line.split("\t") for line in printed("scenarios").splitlines()]
    assert rows[0] == ["name", "title", "question", "where"]
    assert [row[0] for row in rows[1:]] == shipped_names()
    assert all(len(row) == 4 and Path(row[3]).is_file() for row in rows[1:])


@pytest.mark.parametrize("one", shipped_scenarios(), ids=lambda one: one.name)
def test_a_scenario_is_listed_by_what_its_own_file_says_of_it(one: ListedScenario) -> None:
    if one.name != "world":  # takes seconds to be drawn, and says it in the same way
        header = load_scenario(one.name).config.scenario
        assert (one.title, one.question) == (header.title, header.question)


@pytest.mark.slow
def test_designs_lists_name_title_question_size_and_place() -> None:
    rows = [line.split("\t") for line in printed("designs").splitlines()]
    assert rows[0] == ["name", "title", "question", "points", "runs", "where", "needs"]
    assert [row[0] for row in rows[1:]] == shipped_names(DESIGNS)
    for name, title, question, points, runs, where, needs in rows[1:]:
        if needs == "":
            design = load_design(name)
            header, size = design.file.design, design.size
            assert (title, question) == (header.title, header.question)
            assert (points, runs) == (f"{size.points:,}", f"{size.runs:,}")
        assert Path(where).is_file()


def test_designs_that_need_an_extra_are_listed_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    rows = [line.split("\t") for line in printed("designs").splitlines()[1:]]
    assert [row[0] for row in rows] == shipped_names(DESIGNS)
    needy = {row[0]: row[-1] for row in rows if row[-1]}
    assert needy == dict.fromkeys(
        ["morris", "sobol"], "SALib: pip install 'paradiplomacy[analysis]'"
    )


def test_a_listing_says_what_is_wrong_with_a_design(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("paradiplomacy_experiments.design.listing.DESIGNS", tmp_path)
    path = written(tmp_path, "[factors.a]\nkeyy = 'gate.patience'\n")
    assert told("designs")[0].startswith(f"{path}:")


def test_check_tells_a_sound_scenario() -> None:
    assert printed("check", "bandung-seoul").startswith("bandung-seoul: sound (cities 2,")


def test_check_tells_all_faults_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = ["bandung-seoul"]\n[gate]\nx = 1\ny = 1\n')
    (tmp_path / "b.toml").write_text("a = \n")
    result = call("check", str(tmp_path / "a.toml"), "bandung-seoul", str(tmp_path / "b.toml"))
    assert result.exit_code == exit_codes.CONFIG
    places = [line.split(": ")[0] for line in result.stderr.splitlines()]
    assert places == [f"{tmp_path}/a.toml:3", f"{tmp_path}/a.toml:4", f"{tmp_path}/b.toml:1"]
    assert result.stdout.startswith("bandung-seoul: sound")


def test_check_wants_something_to_check() -> None:
    assert "Missing argument" in told("check")[-1]


def processor_time(*command: str) -> float:
    """Return the seconds of processor time that a process takes which does ``command``."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    before = os.times()
    subprocess.run([sys.executable, *command], env=env, capture_output=True, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


@pytest.mark.slow
def test_check_is_quick_beside_the_libraries_that_it_needs() -> None:
    check = ("-m", "paradiplomacy_cli", "check", "bandung-seoul")
    libraries = ("-c", "import click, numpy, pydantic")
    # Measured: 2.1 to 2.7. Any of SciPy, pandas and Numba alone would add as much as the libraries.
    assert min(processor_time(*check) / processor_time(*libraries) for _ in range(2)) < 4.0


def test_show_prints_a_scenario_that_loads_back(tmp_path: Path) -> None:
    text = printed("show", "baubau-seoul", "--set", "gate.patience=7")
    path = tmp_path / "shown.toml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario(path).config == load_scenario("baubau-seoul", ["gate.patience=7"]).config
    assert text.startswith("[scenario]\n")


def test_show_json_holds_the_same_as_toml() -> None:
    document = json.loads(printed("show", "baubau-seoul", "--json"))
    assert document == tomllib.loads(printed("show", "baubau-seoul"))


def test_show_tells_origins() -> None:
    override = "trust.fall=0.5"
    text = printed("show", "baubau-seoul", "--origin", "--set", override)
    rows = {row[0]: row[1:] for row in (line.split("\t") for line in text.splitlines())}
    value, where, support = rows["cities.baubau.capacity"]
    assert (value, support) == ("0.25", "E65 E67; assumption: code L")
    assert re.fullmatch(r"scenarios/baubau-seoul\.toml:\d+", where)
    assert rows["trust.fall"] == ["0.5", "--set", ""]
    assert rows["trust.rise"][1:] == ["default", "assumption"]


def test_show_tells_origins_as_json() -> None:
    rows = json.loads(printed("show", "baubau-seoul", "--origin", "--json"))
    capacity = next(row for row in rows if row["key"] == "cities.baubau.capacity")
    assert capacity["evidence"] == ["E65", "E67"]
    assert capacity["assumption"] == "code L"


def test_show_tells_faults_and_prints_nothing() -> None:
    assert told("show", "bandung-seoul", "--set", "gate.patiense=3") == [
        "--set: gate.patiense: unknown key; did you mean 'patience'? (known here: "
        + ", ".join(path[1] for path in declarations() if len(path) == 2 and path[0] == "gate")
        + ")"
    ]


def admitted(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Say whether a schema admits a value: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        schema = {**root["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
    if "anyOf" in schema and not any(admitted(one, value, root) for one in schema["anyOf"]):
        return False
    types: dict[str, type | tuple[type, ...]] = {
        "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
        "number": (int, float),
    }  # fmt: skip
    if "type" in schema and not isinstance(value, types[schema["type"]]):
        return False
    if isinstance(value, dict) and schema.get("type") == "object":
        return all(_admitted_entry(schema, name, one, root) for name, one in value.items()) and all(
            name in value for name in schema.get("required", ())
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return value in schema.get("enum", [value])


def _admitted_entry(schema: dict[str, Any], name: str, value: Any, root: dict[str, Any]) -> bool:
    inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
    return bool(inner) if isinstance(inner, bool) else admitted(inner, value, root)


def test_the_schema_admits_what_ships_and_refuses_what_is_wrong() -> None:
    schema = json.loads(printed("schema"))
    for file in SHIPPED.glob("*.toml"):
        assert admitted(schema, tomllib.loads(file.read_text(encoding="utf-8")), schema), file
    for wrong in (
        {"extends": "base"},
        {"gate": {"patiense": 3}},
        {"gate": {"patience": {"value": 0.5, "evidence": "E1"}}},
        {"gate": {"patience": {"valu": 3}}},
        {"cities": {"x": {"capacity": 2.0}}},
    ):
        assert not admitted(schema, wrong, schema), wrong
    assert admitted(schema, {"countries": {"x": {"regime": "progressive"}}}, schema)


def test_the_schema_keeps_phrases_and_units() -> None:
    schema = json.loads(printed("schema"))
    capacity = schema["$defs"]["CityConfig"]["properties"]["capacity"]
    assert capacity["description"] == "institutional capacity at the start"
    assert capacity["anyOf"][0]["unit"] == "1"


def test_stars_are_taken_wherever_values_are_set() -> None:
    star = ("--set", "cities.*.capacity=0.5")
    cities = json.loads(printed("show", "baubau-seoul", *star, "--json"))["cities"]
    assert {name: city["capacity"] for name, city in cities.items()} == {
        "seoul": 0.5,
        "baubau": 0.5,
    }
    assert printed("check", "baubau-seoul", *star).startswith("baubau-seoul: sound")
    refused = call("check", "baubau-seoul", "levers", "--set", "regimes.*.stages.nowhere.slope=0.5")
    assert refused.exit_code == exit_codes.CONFIG
    nothing = call("check", "surabaya-busan", "--set", "ngos.*.budget=5")
    assert nothing.exit_code == exit_codes.CONFIG
    assert nothing.stderr == "--set: ngos.*.budget: its * stands for nothing in this scenario\n"
