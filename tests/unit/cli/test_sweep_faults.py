"""What may go wrong around a sweep: odd texts, poor surroundings, boundless wishes, bad runs."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_results.manifest import read_manifest
from tests.support.command_line import ROOTS, call, in_a_process
from tests.support.designs import FORGETTING, HEAD, TWO, levels, made, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))

# ------------------------------------------------------------------- texts as editors leave them

TABLE = FORGETTING + '[sampler]\nkind = "table"\nfile = "points.csv"\n'


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_ends_of_any_editor_do(tmp_path: Path, start: str, newline: str) -> None:
    path = written(tmp_path, TABLE)
    path.write_bytes((start + path.read_text("utf-8").replace("\n", newline)).encode())
    rows = start + newline.join(["forgetting", "0.95", "0.9", ""])
    (tmp_path / "points.csv").write_bytes(rows.encode())
    assert levels(load_design(str(path))) == [{"forgetting": 0.95}, {"forgetting": 0.9}]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_errors_have_the_line_of_the_file_with_any_line_end(tmp_path: Path, newline: str) -> None:
    path = written(tmp_path, FORGETTING.replace("trust.forgetting", "trust.forgeting"))
    text = "\ufeff" + path.read_text("utf-8").replace("\n", newline)
    path.write_bytes(text.encode())
    line = text.split(newline).index('key = "trust.forgeting"') + 1
    with pytest.raises(ConfigError) as raised:
        load_design(str(path))
    assert {fault.line for fault in raised.value.faults} == {line}


@pytest.mark.parametrize("name", ["서울", "القدس", "🏙", DECOMPOSED])
def test_levels_may_have_any_name_and_are_normalised(tmp_path: Path, name: str) -> None:
    text = f'[factors.x]\nkey = "trust.forgetting"\nlevels = {{ "{name}" = 0.9, low = 0.95 }}\n'
    text += '[sampler]\nkind = "table"\nfile = "points.csv"\n'
    other = unicodedata.normalize("NFC" if name == DECOMPOSED else "NFD", name)
    (tmp_path / "points.csv").write_text(f"x\nlow\n{other}\n", "utf-8")
    assert levels(made(tmp_path, text)) == [{"x": "low"}, {"x": unicodedata.normalize("NFC", name)}]


def test_names_that_are_the_same_after_normalising_are_refused(tmp_path: Path) -> None:
    text = (
        '[factors.x]\nkey = "trust.forgetting"\n'
        f'levels = {{ "{COMPOSED}" = 0.9, "{DECOMPOSED}" = 0.95 }}\n'
    )
    with pytest.raises(ConfigError, match="Unicode normalising"):
        made(tmp_path, text)


@pytest.mark.parametrize("header", ["forgetting,forgetting", f"{COMPOSED},{DECOMPOSED}"])
def test_columns_of_the_same_name_are_refused(tmp_path: Path, header: str) -> None:
    (tmp_path / "points.csv").write_text(f"{header}\n0.9,0.95\n", "utf-8")
    with pytest.raises(ConfigError, match=r"points\.csv:1: .*is the name of several columns"):
        made(tmp_path, TABLE)


# ---------------------------------------------------------------------------- poor surroundings

MESA = ("--engine", "mesa", "--workers", "1")


@pytest.mark.slow
def test_a_sweep_needs_no_home_no_temporary_folder_and_no_locale(tmp_path: Path) -> None:
    environment = {"HOME": "/nowhere", "TMPDIR": "/nowhere", "LC_ALL": "C", "PYTHONUTF8": "0"}
    text = '[factors.x]\nkey = "trust.forgetting"\nlevels = { "서울" = 0.9, "🏙" = 0.95 }\n'
    head = HEAD.replace("= 12", "= 3").replace("= 4", "= 1")
    path = written(tmp_path / "도시", text, head)
    out = tmp_path / "결과"
    words = ("sweep", str(path), "--out", str(out), *MESA)
    code, _, errors = in_a_process(words, environment)
    assert code == exit_codes.OK, errors
    assert set(load(out).runs["x"]) == {"서울", "🏙"}


# ----------------------------------------------------------------------------- boundless wishes

WISHES = {
    "all combinations": ["factors.forgetting.steps=40000", "factors.people.steps=40000"],
    "a Sobol sequence": ['sampler={kind="sobol", points=1073741824}'],
    "a sample for Sobol indices": ['sampler={kind="saltelli", base=1073741824}'],
    "a Latin hypercube": ['sampler={kind="lhs", points=1000000000}'],
    "a list of levels": [f"factors.forgetting.levels={[1 / k for k in range(2, 3000)]}"],
    "replicates": ["design.replicates=1000000000"],
    "cities": ["settings.synthetic.cities=1000000"],
}

MEASURED = """
import json, resource, sys, time
from click.testing import CliRunner
from paradiplomacy_cli.main import cli
for words in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli, words, prog_name="paradiplomacy")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([done.exit_code, memory, time.process_time(), done.stderr]))
"""


def measured(*calls: Sequence[str]) -> list[tuple[int, float, float, str]]:
    """Return, of calls in one process, exit code, megabytes at the most, seconds and errors.

    Megabytes and seconds of processor time are those of the process up to the end of the call.
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    command = [sys.executable, "-c", MEASURED, json.dumps(calls)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_boundless_wishes_are_refused_about_as_quickly_as_a_small_design_is_checked(
    tmp_path: Path,
) -> None:
    """A sound design is what a refusal has to be held against: both are read and checked."""
    text = TWO + "[sampler]\nkind = 'grid'\n"
    text = text.replace("high = 0.99", "high = 0.99\nsteps = 2")
    text = text.replace("high = 1.0", "high = 1.0\nsteps = 2")
    path = written(tmp_path, text)
    out = tmp_path / "out"
    wishes = [
        ["sweep", str(path), "--out", str(out)]
        + [word for override in overrides for word in ("--set", override)]
        for overrides in WISHES.values()
    ]
    check = ["check", str(path)]
    # The first call imports what all of them need.
    (_, _, begun, _), (code, memory, before, errors), *refused = measured(check, check, *wishes)
    assert code == exit_codes.OK, errors
    seconds = before - begun
    for name, (code, used, until, errors) in zip(WISHES, refused, strict=True):
        assert code in {exit_codes.REFUSED, exit_codes.CONFIG}, (name, code, errors)
        if code == exit_codes.REFUSED:
            assert "hours" in errors, (name, errors)
            assert "--max-runs" in errors, (name, errors)
        assert used < memory + 50, name
        assert until - before < seconds + 1, name
        before = until
    assert not out.exists()


# ------------------------------------------------------------------------------------- bad runs

BAD = """
import os, sys
from paradiplomacy.processes import trust


def revise_trust(world, c):
    trust.revise_trust(world, c)
    patience = world.parameters.gate.patience
    if patience == 12:
        raise ValueError("no such luck")
    if patience == 13:
        sys.exit(3)
    if patience == 14:
        os._exit(4)
    if patience == 15:
        world.partnerships[0].trust[0] = float("nan")
    if patience == 16:
        print("said aloud")
"""


@pytest.mark.slow
def test_points_whose_runs_fail_harm_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.py").write_text(BAD, "utf-8")
    text = '[factors.patience]\nkey = "gate.patience"\nlevels = [12, 13, 14, 15, 16, 17]\n'
    head = HEAD.replace("= 4", "= 1").replace('"scenario.months" = 12', '"scenario.months" = 3')
    path = written(tmp_path, text, head + '"mechanisms.trust" = "bad.py"\n')
    monkeypatch.chdir(tmp_path)
    done = call("sweep", str(path), "--out", "out", "--json", "--workers", "1")
    assert done.exit_code == exit_codes.RUNS_FAILED, done.output
    assert "4 of 6 runs failed" in done.stderr
    assert json.loads(done.stdout)["failed_runs"] == 4
    errors = load("out").runs.groupby("patience")["error"].agg(list)
    for patience, told in (
        (12, "no such luck"),
        (13, "SystemExit: 3"),
        (14, "exit code 4"),
        (15, "is nan, not within"),
    ):
        assert all(told in error for error in errors[patience])
    assert errors[[16, 17]].explode().isna().all()


# -------------------------------------------------------------------- whoever computes, how ever

SMALL = (
    HEAD.replace("= 4", "= 3").replace("= 12", "= 6")
    + '"countries.*.regime.blend_with" = "progressive"\n'
)
BLEND = '[factors.autonomy]\nkey = "countries.*.regime.blend"\nlevels = [0.0, 0.5, 1.0]\n'

SURROUNDINGS: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("compiled", {"PYTHONHASHSEED": "0"}, ("--workers", "1")),
    ("compiled", {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}, ("--workers", "8")),
    (
        "mesa",
        {
            "PYTHONHASHSEED": "12345",
            "OMP_NUM_THREADS": "4",
            "MKL_NUM_THREADS": "4",
            "TZ": "Asia/Seoul",
        },
        (),
    ),
]
"""Both engines, one thread and several, worker processes; a hash seed not set is another one."""


def contents(out: Path, path: Path, engine: str, *options: str, **environment: str) -> Any:
    words = ("sweep", str(path), "--out", str(out), "--engine", engine, *options)
    code, _, errors = in_a_process(words, environment)
    assert code == exit_codes.OK, errors
    return read_manifest(out)


@pytest.mark.compiled
@pytest.mark.slow
def test_contents_depend_on_no_engine_worker_thread_or_hash_seed(tmp_path: Path) -> None:
    path = written(tmp_path, BLEND, SMALL)
    found = [
        contents(tmp_path / str(number), path, engine, *options, **environment)
        for number, (engine, environment, options) in enumerate(SURROUNDINGS)
    ]
    # The engine is part of what the directory says of itself, not of what came out.
    assert len({manifest.tables["runs"] for manifest in found}) == 1
    assert len({manifest.contents for manifest in found}) == 1
    for one, other in itertools.combinations({m.engine: m for m in found}.values(), 2):
        assert one.tables == other.tables
