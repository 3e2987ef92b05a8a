"""Files of one's own in the place of a variant: what is accepted, what is told, nothing is run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.custom_files import MAX_BYTES
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.configuration.toml_text import toml_text
from tests.support.command_line import printed, told
from tests.support.scenario_files import at_once, faults_of, the_fault, write

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.configuration.faults import Fault

GOOD = "def revise_trust(world, c):\n    pass\n"
SCENARIO = 'extends = ["bandung-seoul"]\n[mechanisms]\ntrust = "mine.py"\n'


def scenario_with(folder: Path, content: str | bytes) -> Path:
    """Write a scenario that names a file with ``content`` as its mechanism of trust."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "mine.py").write_bytes(data)
    return write(folder, SCENARIO)


def refused_at_once(path: Path) -> Fault:
    """Return the one fault of a hostile file, and make sure that it is told at once."""
    with at_once():
        fault = the_fault(path)
    assert (fault.key, fault.file, fault.line) == ("mechanisms.trust", str(path), 3)
    return fault


def test_a_file_in_the_folder_of_the_scenario_is_read_as_it_is(tmp_path: Path) -> None:
    scenario = load_scenario(scenario_with(tmp_path, GOOD))
    assert scenario.config.mechanisms.trust == "mine.py"
    assert scenario.custom.files["mine.py"].text == GOOD
    (tmp_path / "mine.py").write_text(GOOD + "# changed\n")
    assert load_scenario(tmp_path / "mine.toml").custom.files["mine.py"].sha256 != (
        scenario.custom.files["mine.py"].sha256
    )


def test_what_is_shown_is_a_scenario_that_works_in_the_same_folder(tmp_path: Path) -> None:
    scenario = load_scenario(scenario_with(tmp_path, GOOD))
    again = load_scenario(write(tmp_path, toml_text(scenario.resolved()), "shown.toml"))
    assert (again.config, again.custom) == (scenario.config, scenario.custom)


def test_overrides_seek_a_file_beside_the_scenario(tmp_path: Path) -> None:
    scenario_with(tmp_path, GOOD)
    path = write(tmp_path, 'extends = ["bandung-seoul"]\n', "plain.toml")
    assert load_scenario(path, ["mechanisms.trust=mine.py"]).custom.files.keys() == {"mine.py"}
    fault = the_fault(path, ["mechanisms.trust=other.py"])
    assert str(fault) == (f"overrides: mechanisms.trust: there is no file 'other.py' in {tmp_path}")


def test_for_a_scenario_that_ships_a_file_is_sought_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario_with(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert load_scenario("bandung-seoul", ["mechanisms.trust=mine.py"]).custom.files.keys() == {
        "mine.py"
    }
    assert str(tmp_path) in the_fault("bandung-seoul", ["mechanisms.trust=other.py"]).message


def test_one_file_may_serve_several_processes(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD + "def follow_up(world, c):\n    pass\n")
    scenario = load_scenario(write(tmp_path, SCENARIO + 'gate = "mine.py"\n'))
    assert scenario.custom.files.keys() == {"mine.py"}


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "theory.py").write_text(GOOD)
    (tmp_path / "mine.py").symlink_to("theory.py")
    assert load_scenario(write(tmp_path, SCENARIO)).custom.files["mine.py"].text == GOOD


def test_nothing_is_executed(tmp_path: Path) -> None:
    place = tmp_path / "trace"
    trap = f"open({str(place)!r}, 'w')\nraise SystemExit(3)\n"
    load_scenario(scenario_with(tmp_path, trap + GOOD))
    assert not place.exists()


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ("", "bad_mechanism", "'mine.py' defines no function named like a step of trust"),
        ("revise_trust = print\n", "bad_mechanism", "defines no function"),
        ("class A:\n " + GOOD.replace("\n ", "\n  "), "bad_mechanism", "defines no function"),
        ("async " + GOOD, "bad_mechanism", "defines no function"),
        ("def follow_up(world, c):\n    pass\n", "bad_mechanism", "like a step of trust"),
        ("\ndef revise_trust(c):\n    pass\n", "bad_mechanism", ":2: revise_trust must take"),
        ("def revise_trust(w, c, x):\n    pass\n", "bad_mechanism", "exactly two parameters"),
        ("def revise_trust(w, c, *, x):\n    pass\n", "bad_mechanism", "exactly two parameters"),
        ("x = 1\ndef revise_trust(\n", "syntax", "mine.py:2: is not Python"),
        (GOOD + "return 3\n", "syntax", "mine.py:3: is not Python: 'return' outside function"),
        ("a\0b", "syntax", "is not Python"),
        (b"\xff\xfe", "encoding", "'mine.py' is not UTF-8 text"),
        ("#" * (MAX_BYTES + 1), "too_large", "'mine.py' is larger than 20,000 bytes"),
        ("(" * MAX_BYTES, "syntax", "too many nested parentheses"),
        ("-" * (MAX_BYTES - 1) + "1", "too_deep", "nested too deep"),
        ("a" + ".b" * (MAX_BYTES // 2 - 1), "too_deep", "nested too deep"),
        ("lambda x=lambda:1:" * (MAX_BYTES // 18), None, ""),
        ("import a" + ".b" * (MAX_BYTES // 2 - 4), "bad_mechanism", "defines no function"),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_is_no_mechanism_is_told_at_once(
    tmp_path: Path, content: str | bytes, kind: str | None, message: str
) -> None:
    fault = refused_at_once(scenario_with(tmp_path, content))
    assert kind is None or fault.kind == kind
    assert message in fault.message


def test_what_could_stand_there_and_what_was_meant_is_told(tmp_path: Path) -> None:
    text = str(the_fault(scenario_with(tmp_path, GOOD.replace("trust", "turst"))))
    assert "did you mean 'revise_trust'?" in text
    assert "(known here: publish_results, revise_trust, review_record)" in text


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine.py")
    path = write(tmp_path, SCENARIO)
    assert refused_at_once(path).message == "'mine.py' is not a regular file"
    (tmp_path / "mine.py").unlink()
    (tmp_path / "mine.py").mkdir()
    assert refused_at_once(path).kind == "path_refused"
    (tmp_path / "mine.py").rmdir()
    (tmp_path / "mine.py").symlink_to("mine.py")
    assert refused_at_once(path).kind == "unreadable"


def test_links_outside_the_folder_are_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "mine.py").write_text(GOOD)
    for target in (outside / "mine.py", "/dev/zero", "/etc/passwd"):
        (inside / "mine.py").symlink_to(target)
        fault = refused_at_once(write(inside, SCENARIO))
        assert (fault.kind, "leads outside" in fault.message) == ("path_refused", True)
        (inside / "mine.py").unlink()


@pytest.mark.parametrize(
    "name",
    ["../mine.py", "/mine.py", "a/mine.py", "..py", ".py", ".mine.py", "a\\\\b.py", "\\u001b.py"],
)
def test_only_plain_names_are_accepted(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, SCENARIO.replace("mine.py", name))
    assert refused_at_once(path).kind == "path_refused"


@pytest.mark.parametrize("name", ["mine.PY", "mine", "mine.pyc", ""])
def test_any_other_name_is_taken_for_a_variant(tmp_path: Path, name: str) -> None:
    fault = refused_at_once(write(tmp_path, SCENARIO.replace("mine.py", name)))
    assert fault.kind == "not_a_choice"
    assert "nor a file like 'mine.py'" in fault.message


def test_faults_of_files_are_told_with_all_others(tmp_path: Path) -> None:
    scenario_with(tmp_path, "def revise_trust(c): 0\ndef review_record(): 0\n")
    text = SCENARIO + 'gate = "gone.py"\ncarrying = 3\nsteering = "x.py"\n[gate]\npatiense = 1\n'
    found = [(fault.kind, fault.key) for fault in faults_of(write(tmp_path, text))]
    assert sorted(found) == [
        ("bad_mechanism", "mechanisms.trust"),
        ("bad_mechanism", "mechanisms.trust"),
        ("not_found", "mechanisms.gate"),
        ("unknown_key", "gate.patiense"),
        ("unknown_key", "mechanisms.steering"),
        ("wrong_type", "mechanisms.carrying"),
    ]


def test_check_tells_where_and_what(tmp_path: Path) -> None:
    path = scenario_with(tmp_path, "")
    (line,) = told("check", str(path))
    assert line.startswith(f"{path}:3: mechanisms.trust: 'mine.py' defines no function")
    assert line.endswith("(known here: publish_results, revise_trust, review_record)")
    (tmp_path / "mine.py").write_text(GOOD)
    assert "sound" in printed("check", str(path))


def test_explain_says_that_a_file_may_stand_there_and_how() -> None:
    text = printed("explain", "mechanisms.trust")
    assert "= FILE.py: a custom mechanism" in text
    assert "    revise_trust(world, c): Let city c revise its trust in each partner" in text
