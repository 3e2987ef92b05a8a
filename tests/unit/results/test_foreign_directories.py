"""Result directories from elsewhere: whatever stands in place of a file, no command is misled.

Each command ends at once, says in one line what is wrong, and touches nothing outside.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import report
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results import parquet
from paradiplomacy_results.manifest import MANIFEST, digest
from tests.support.command_line import call
from tests.support.designs import FORGETTING, made
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MINE = "mine, and to stay as it is\n"

READING = {
    "status": ("status", "R"),
    "verify": ("verify", "R"),
    "diff": ("diff", "R", "R"),
}
MAKING = {
    "analyse": ("analyse", "R", "--method", "contrasts"),
    "plot": ("plot", "R", "--figure", "forest"),
    "report": ("report", "R"),
    "explore": ("explore", "R"),
}
WRITING = {"sweep": ("sweep", "design.toml", "--out", "R")}
COMMANDS = READING | MAKING | WRITING

PART = "runs/part-00000.parquet"

FEW = '\n[keep]\nindicators = ["trust", "cost"]\n'
"""What the results hold: enough for every table and figure that a report has."""


def link(place: Path, mine: Path) -> None:
    place.symlink_to(mine)


def pipe(place: Path, mine: Path) -> None:
    os.mkfifo(place)


def device(place: Path, mine: Path) -> None:
    place.symlink_to("/dev/zero")


def folder(place: Path, mine: Path) -> None:
    place.mkdir()


def link_to_a_folder(place: Path, mine: Path) -> None:
    place.symlink_to(mine.parent)


OTHER_KINDS = (pipe, device, folder, link_to_a_folder)
KINDS = (
    link,
    pipe,
    pytest.param(device, marks=pytest.mark.slow),
    folder,
    pytest.param(link_to_a_folder, marks=pytest.mark.slow),
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a design and its finished results of twelve runs in three chunks."""
    place = tmp_path_factory.mktemp("pristine")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        run_design(made(place, FORGETTING + FEW), out=place / "R", chunk_runs=4)
    return place


@pytest.fixture
def here(pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with such results, beside one with a file of one's own."""
    use(FakeEngine(), monkeypatch)
    shutil.copytree(pristine, tmp_path / "work")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").write_text(MINE)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def put(here: Path, name: str, kind: Callable[[Path, Path], None]) -> None:
    """Put something else in place of a file or folder of the results."""
    place = here / "R" / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    kind(place, here.parent / "elsewhere" / "mine")


def refused(here: Path, *arguments: str) -> None:
    """Call a command that has to say in one line what is damaged; verify says it in a table."""
    done = call(*arguments)
    assert done.exit_code == exit_codes.DAMAGED, done.output
    said = done.output if arguments[0] == "verify" else done.stderr
    assert re.search("it is (a link|no file|missing|not part of)", said), done.output
    assert arguments[0] == "verify" or len(said.splitlines()) == 1
    nothing_outside(here)


def nothing_outside(here: Path) -> None:
    elsewhere = here.parent / "elsewhere"
    assert [path.name for path in elsewhere.iterdir()] == ["mine"]
    assert (elsewhere / "mine").read_text() == MINE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_a_manifest_that_is_no_file(
    here: Path, command: tuple[str, ...], kind: Callable[[Path, Path], None]
) -> None:
    put(here, "manifest.json", kind)
    refused(here, *command)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [*READING.values(), *MAKING.values()], ids=[*READING, *MAKING])
def test_a_part_that_is_no_file(
    here: Path, command: tuple[str, ...], kind: Callable[[Path, Path], None]
) -> None:
    put(here, PART, kind)
    refused(here, *command)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sweep_sets_aside_a_part_that_is_no_file_and_computes_it_anew(
    here: Path, kind: Callable[[Path, Path], None]
) -> None:
    put(here, PART, kind)
    done = call(*WRITING["sweep"])
    assert done.exit_code == exit_codes.OK, done.output
    nothing_outside(here)
    assert (here / "R" / PART).is_file()
    assert not (here / "R" / PART).is_symlink()


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_a_folder_of_parts_that_is_a_link(here: Path, command: tuple[str, ...]) -> None:
    put(here, "runs", link_to_a_folder)
    refused(here, *command)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["status", "verify", "sweep"])
def test_a_lock_that_is_no_file(
    here: Path, command: str, kind: Callable[[Path, Path], None]
) -> None:
    put(here, ".lock", kind)
    if kind is folder and command == "verify":
        pytest.skip("a folder of any name is no business of the results")
    refused(here, *COMMANDS[command])


def test_a_lock_that_is_a_second_name_of_a_file(here: Path) -> None:
    os.link(here.parent / "elsewhere" / "mine", here / "R" / ".lock")
    refused(here, *COMMANDS["sweep"])


LEFT = {
    "report": "report.html.tmp",
    "explore": "explore.html.tmp",
    "analyse": "analysis/contrasts.json.tmp",
    "plot": "figures/forest.png.tmp",
    "sweep": "runs/part-00000.parquet.tmp",
}
MADE = {
    "report": "report.html",
    "explore": "explore.html",
    "analyse": "analysis/contrasts.json",
    "plot": "figures/forest.png",
}


CHEAP = "analyse"
"""The command that stands for all where the kind matters: all write files in one way."""


@pytest.mark.parametrize(
    ("command", "name", "kind"),
    [
        *((*written, link) for written in (*LEFT.items(), *MADE.items())),
        *((CHEAP, name, kind) for name in (LEFT[CHEAP], MADE[CHEAP]) for kind in OTHER_KINDS),
    ],
)
def test_what_is_no_file_is_not_written_through(
    here: Path, command: str, name: str, kind: Callable[[Path, Path], None]
) -> None:
    put(here, name, kind)
    refused(here, *COMMANDS[command])
    assert not list((here / "R").rglob("*.tmp")) or command in LEFT
    if kind is not folder:
        refused(here, *COMMANDS["verify"])


@pytest.mark.parametrize("name", ["analysis", "figures"])
def test_a_folder_of_what_is_made_that_is_a_link(here: Path, name: str) -> None:
    put(here, name, link_to_a_folder)
    refused(here, *COMMANDS["analyse" if name == "analysis" else "plot"])
    refused(here, *COMMANDS["sweep"])
    refused(here, *COMMANDS["sweep"], "--overwrite")


@pytest.mark.parametrize("name", ["damaged", "runs", "series"])
def test_nothing_is_set_aside_or_removed_through_a_link(here: Path, name: str) -> None:
    put(here, PART, folder)
    put(here, name, link_to_a_folder)
    refused(here, *COMMANDS["sweep"])
    refused(here, *COMMANDS["sweep"], "--overwrite")


def test_rows_are_counted_before_any_is_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MOST_CELLS", 10)
    for command in MAKING.values():
        done = call(*command)
        assert done.exit_code == exit_codes.DAMAGED
        assert "rows, too many to be read" in done.stderr


def test_a_file_has_as_many_rows_as_the_manifest_says(here: Path) -> None:
    forge(here, "files", 0, "rows", value=250_000_000)
    done = call(*MAKING["analyse"])
    assert done.exit_code == exit_codes.DAMAGED
    assert "rows, and should have 250,000,000" in done.stderr


MISSING = object()
WRONG = (MISSING, None, -1, "x", [], {"a": 1})
PLACES = (
    ("files", 0, "path"), ("files", 0, "rows"), ("files", 0), ("files",), ("layout",),
    ("layout", "factors"), ("layout", "indicators"), ("layout", "tables"), ("tables",),
    ("tables", "runs"), ("design",), ("design", "design"), ("design", "factors"),
    ("design", "variants"), ("analysis",), ("analysis", "success"), ("config",),
    ("config", "scenario"), ("config", "scenario", "start"), ("config", "cities"),
    ("config", "partnerships"), ("constants",), ("indicators",), ("indicators", "trust"),
    ("points",), ("replicates",), ("months",), ("runs",), ("seed",), ("versions",), ("command",),
)  # fmt: skip
"""Keys of a manifest, of every sort."""


def forge(here: Path, *path: str | int, value: object) -> None:
    """Put a value at a key of the manifest, or take it out, and make its hash right."""
    place = here / "R" / MANIFEST
    body = json.loads(place.read_bytes())
    del body["sha256"]
    node = body
    for part in path[:-1]:
        node = node[part]
    if value is MISSING:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    place.write_text(json.dumps(body | {"sha256": digest(body)}))


@pytest.mark.slow
@pytest.mark.parametrize("path", PLACES)
def test_a_forged_manifest_is_told_in_one_line(
    here: Path, path: tuple[str | int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "DPI", 20)  # figures are drawn whole, if small
    whole = (here / "R" / MANIFEST).read_bytes()
    for value in WRONG:
        (here / "R" / MANIFEST).write_bytes(whole)
        forge(here, *path, value=value)
        for command in (*READING.values(), MAKING["report"]):  # which analyses and draws
            done = call(*command)
            assert done.exception is None or isinstance(done.exception, SystemExit), (
                value,
                command,
            )
            assert done.exit_code == exit_codes.OK or done.output
