"""An export is written whole or not at all, replaces none but an export, and upsets no results."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from paradiplomacy_analysis import Results, UnfitError, export, load
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    DirectoryDiffersError,
    DiskError,
)
from paradiplomacy_results.exporting import csv_files, sheets
from paradiplomacy_results.exporting.keys import Keys
from paradiplomacy_results.store import remove_results
from tests.support.designs import made
from tests.support.fake_engine import FakeEngine, run, stopped_after, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out", replicates=6, chunk_runs=2)
    return load(tmp_path / "out")


def names(folder: Path) -> list[str]:
    """List all files below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_an_export_lies_in_the_results_and_upsets_nothing(results: Results) -> None:
    before = set(names(results.directory))
    written = export(results, tables=["runs"])
    assert written.folder == results.directory / "export" / "csv"
    assert set(names(results.directory)) - before == {
        f"export/csv/{name}"
        for name in ("runs.csv", "columns.csv", "datapackage.json", "provenance.json")
    }
    assert verify(results.directory).faults == []
    assert run(results.directory, replicates=6, chunk_runs=2).computed == 0


@pytest.mark.slow
def test_formats_and_shapes_lie_beside_each_other(results: Results) -> None:
    for to, shape in (("csv", "wide"), ("csv", "long"), ("stata", "wide"), ("netlogo", "wide")):
        export(results, to, shape=shape, tables=["runs"])
    folders = {path.name for path in (results.directory / "export").iterdir()}
    assert folders == {"csv", "csv-long", "stata", "netlogo"}


@pytest.mark.slow
def test_an_export_is_replaced_only_where_that_is_asked_for(results: Results) -> None:
    export(results, tables=["runs", "series"])
    with pytest.raises(DirectoryDiffersError, match=r"holds an export already.*overwrite=True"):
        export(results, tables=["runs"])
    assert (results.directory / "export/csv/series.csv").is_file()
    export(results, tables=["runs"], overwrite=True)
    assert not (results.directory / "export/csv/series.csv").exists()
    assert [path.name for path in (results.directory / "export").iterdir()] == ["csv"]


def test_nothing_but_an_export_is_ever_replaced(results: Results, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for place in ("mine", "file", "link", "out"):
        with pytest.raises(DirectoryDiffersError):
            export(results, out=tmp_path / place, overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"
    assert names(tmp_path / "mine") == ["thesis.txt"]


def test_no_export_leaves_its_directory_by_a_link(results: Results, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (results.directory / "export").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DirectoryDamagedError, match="it is a link"):
        export(results)
    assert names(tmp_path / "elsewhere") == []


def test_where_anything_fails_what_stood_there_stays(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(results, tables=["runs"])
    folder = results.directory / "export"
    before = {name: (folder / name).read_bytes() for name in names(folder)}

    def full(*_arguments: object, **_settings: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv_files, "write_rows", full)
    with pytest.raises(DiskError, match=r"cannot write .*csv: No space left"):
        export(results, overwrite=True)
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before
    assert [path.name for path in folder.iterdir()] == ["csv"]


def test_a_damaged_file_is_told_and_nothing_is_written(results: Results) -> None:
    part = results.directory / "series/part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(DirectoryDamagedError, match="part-00001"):
        export(results)
    assert list((results.directory / "export").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a process that died holds nothing")
def test_what_a_writer_that_died_left_is_removed_and_what_one_at_work_holds_is_not(
    results: Results,
) -> None:
    folder = results.directory / "export"
    for name in (".csv.dead.unfinished", ".csv.work.unfinished"):
        (folder / name).mkdir(parents=True)
        (folder / name / ".held").write_bytes(b"")
    from paradiplomacy_results.holding import hold

    with (folder / ".csv.work.unfinished" / ".held").open("rb") as file:
        assert hold(file.fileno())
        export(results, tables=["runs"])
    assert {path.name for path in folder.iterdir()} == {"csv", ".csv.work.unfinished"}


def test_exports_go_with_the_results_that_they_are_of(results: Results) -> None:
    export(results, tables=["runs"])
    other = results.directory / "export" / "other"
    other.mkdir()
    (other / "provenance.json").write_text('{"config_sha256": "of something else"}')
    remove_results(results.directory)
    assert names(results.directory / "export") == ["other/provenance.json"]


# Results that are not complete.


@pytest.mark.slow
def test_an_export_of_some_of_the_runs_is_refused_unless_asked_for_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    run_design(made(tmp_path), out=tmp_path / "out", chunk_runs=2, stop=stop, workers=1)
    partly = load(tmp_path / "out")
    there = partly.rows("runs")
    assert not partly.complete
    assert 0 < there < 12
    with pytest.raises(UnfitError, match=r"is not complete; .* partial=True"):
        export(partly)
    written = export(partly, partial=True)
    assert written.warning.startswith(f"{there} of 12 runs (")
    told = json.loads((written.folder / "provenance.json").read_text("utf-8"))
    assert told["warning"] == written.warning
    assert (told["sample"]["runs"], told["sample"]["of"], told["complete"]) == (there, 12, False)
    assert len(written.files["runs"].read_text("utf-8").splitlines()) == 1 + there


def test_rows_of_a_run_that_is_not_whole_are_left_out(
    results: Results,
) -> None:
    """The table of runs of a chunk is written last: without it the others do not count."""
    keys = Keys(results)
    _ = keys._known
    piece = pa.table({"run": [0, 5, 6, -1, 4], "trust": [0.0, 0.1, 0.2, 0.3, 0.4]})
    found, joined = keys.joined(piece)
    assert found["run"].to_pylist() == [0, 5, 4]
    assert joined["replicate"].to_pylist() == [0, 5, 4]


# Large results.


def test_a_table_is_never_held_as_a_whole_where_the_format_allows(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a piece is made, the one before the last is gone."""
    held: list[int] = []
    read = Results.pieces

    def counted(self: Results, table: str, columns: object = None) -> object:
        base = pa.total_allocated_bytes()
        for piece in read(self, table, columns):  # type: ignore[arg-type]
            held.append(pa.total_allocated_bytes() - base)
            yield piece

    monkeypatch.setattr(Results, "pieces", counted)
    sheet = sheets.wide(results, "series", (), Keys(results))
    total = 0
    for piece in sheet.pieces():
        total += piece.nbytes
        del piece
    assert len(held) >= 3
    assert max(held) < total
