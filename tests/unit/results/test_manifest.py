"""The manifest: typed, held against its types wherever it is read, plain JSON on the disk."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy.processes.recording import DORMANT_AFTER
from paradiplomacy_cli import exit_codes
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.manifest import MANIFEST, digest, read_manifest, write_manifest
from tests.support.command_line import call
from tests.support.fake_engine import FakeEngine, run, use

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a finished result directory that is only read."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        out = tmp_path_factory.mktemp("manifest") / "results"
        run(out)
    return out


@pytest.fixture
def results(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of a finished result directory."""
    return shutil.copytree(finished, tmp_path / "results")


def document(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / MANIFEST).read_text())
    return found


def rewritten(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the manifest says, and make its hash right again."""
    body = document(directory)
    del body["sha256"]
    change(body)
    (directory / MANIFEST).write_text(json.dumps(body | {"sha256": digest(body)}))


def test_what_is_written_is_read_again_to_the_same_bytes(results: Path) -> None:
    before = (results / MANIFEST).read_bytes()
    write_manifest(results, read_manifest(results))
    assert (results / MANIFEST).read_bytes() == before


def test_the_file_is_plain_json_that_anybody_can_read(results: Path) -> None:
    found = document(results)
    assert (found["format"], found["schema_version"]) == ("paradiplomacy-results", 4)
    assert list(found["layout"]) == ["factors", "tables", "indicators", "series"]
    assert {type(found[key]) for key in ("files", "command", "failures")} == {list}


def test_a_name_that_is_no_unicode_is_kept_as_the_system_gave_it(results: Path) -> None:
    name = b"\xec\x84\x9c".decode("ascii", "surrogateescape")
    write_manifest(results, read_manifest(results).model_copy(update={"name": name}))
    assert read_manifest(results).name == name


def test_the_contents_are_those_of_source_and_tables_alone(results: Path) -> None:
    found = document(results)
    source = {key: found[key] for key in ("config_sha256", "design", "layout", "seed")}
    assert found["contents"] == digest({**source, "tables": found["tables"]})


def test_every_kept_indicator_is_declared_with_its_unit_bounds_and_level(results: Path) -> None:
    manifest = read_manifest(results)
    assert list(manifest.indicators) == list(INDICATORS)
    for name, declared in manifest.indicators.items():
        indicator = INDICATORS[name]
        assert (declared.unit, declared.formula) == (indicator.unit, indicator.formula)
        assert (declared.low, declared.high) == (indicator.low, indicator.high)
        assert (declared.level, declared.headline) == (indicator.level, indicator.headline)
    assert manifest.constants.dormant_after == DORMANT_AFTER


def test_a_bound_that_is_none_is_left_out_of_the_file(results: Path) -> None:
    told = document(results)["indicators"]
    assert told["trust"]["high"] == 1.0
    assert "high" not in told["delivered"]


NOT_NEEDED = {"analysis", "failures", "part"}
"""Keys without which a finished directory can be understood."""

REQUIRED = (
    "schema_version", "status", "title", "question", "scenario", "name", "seed", "replicates",
    "points", "runs", "months", "entities", "engine", "series_every", "events", "chunk_runs",
    "command", "started", "finished", "versions", "processor", "system", "git", "model_sha256",
    "mechanism_files", "layout", "indicators", "constants", "design", "config", "config_sha256",
    "failed_runs", "files", "tables", "contents",
)  # fmt: skip


@pytest.mark.parametrize("key", REQUIRED)
def test_a_manifest_that_lacks_a_key_is_damaged(results: Path, key: str) -> None:
    rewritten(results, lambda body: body.pop(key))
    with pytest.raises(DirectoryDamagedError, match=r"manifest\.json is damaged: ") as raised:
        read_manifest(results)
    assert len(str(raised.value).splitlines()) == 1


def test_all_other_keys_are_known_to_the_tests(results: Path) -> None:
    ours = {"format", "sha256"}
    assert document(results).keys() == {*REQUIRED, *NOT_NEEDED, *ours}


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a file without its path": (
        lambda body: body["files"][0].pop("path"),
        "files.0.path is missing",
    ),
    "a file outside the directory": (
        lambda body: body["files"][0].update(path="../../part-00000.parquet"),
        "files.0.path",
    ),
    "a file of no table": (
        lambda body: body["files"][0].update(path="rums/part-00000.parquet"),
        "files and tables do not fit together",
    ),
    "tables that are a list": (lambda body: body.update(tables=[]), "tables"),
    "no table at all": (lambda body: body.update(tables={}), "files and tables do not fit"),
    "a layout of another kind": (
        lambda body: body["layout"].update(factors={"able": "colour"}),
        "layout.factors.able: there is no kind of factor 'colour'",
    ),
    "a table that is none": (
        lambda body: body["layout"].update(tables=["runs", "rums"]),
        "layout.tables.1: there is no table 'rums'",
    ),
    "a number as text": (lambda body: body.update(seed="1"), "seed"),
    "a command that is a text": (lambda body: body.update(command="rm -r"), "command"),
    "a design that is a list": (lambda body: body.update(design=[]), "design"),
    "a design without variants": (
        lambda body: body["design"].pop("variants"),
        "design: variants is missing",
    ),
    "a world without a beginning": (
        lambda body: body["config"]["scenario"].update(start="some day"),
        "config: scenario.start",
    ),
    "a tie of one city": (
        lambda body: body["config"]["partnerships"]["baubau-seoul"].update(cities=["seoul"]),
        "config: partnerships.baubau-seoul.cities",
    ),
    "a key that is unknown": (lambda body: body.update(colour="blue"), "colour is unknown"),
    "an indicator without a level": (
        lambda body: body["indicators"]["trust"].pop("level"),
        "indicators.trust.level is missing",
    ),
    "a version that is a text": (lambda body: body.update(schema_version="4"), "schema_version"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_manifest_with_something_else_in_it_is_damaged(results: Path, what: str) -> None:
    change, told = CHANGES[what]
    rewritten(results, change)
    with pytest.raises(DirectoryDamagedError) as raised:
        read_manifest(results)
    assert str(raised.value).startswith(f"{results / MANIFEST} is damaged: {told}")
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("command", ["status", "verify", "analyse", "plot", "report", "reproduce"])
def test_every_command_tells_so_in_one_line(results: Path, command: str) -> None:
    rewritten(results, lambda body: body["files"][0].pop("path"))
    done = call(command, str(results))
    assert done.exit_code == exit_codes.DAMAGED
    assert done.stderr == f"{results / MANIFEST} is damaged: files.0.path is missing\n"


def test_diff_and_a_run_tell_so_too(results: Path, finished: Path) -> None:
    rewritten(results, lambda body: body.pop("layout"))
    done = call("diff", str(results), str(finished))
    assert done.exit_code == exit_codes.DAMAGED
    assert done.stderr == f"{results / MANIFEST} is damaged: layout is missing\n"
    with pytest.raises(DirectoryDamagedError, match="layout is missing"):
        run(results)


def test_a_manifest_that_is_a_folder_is_damaged(results: Path) -> None:
    (results / MANIFEST).unlink()
    (results / MANIFEST).mkdir()
    with pytest.raises(DirectoryDamagedError, match="it is no file"):
        read_manifest(results)
