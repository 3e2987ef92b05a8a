"""Loading results: typed tables, units, and clear words about anything that is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy_analysis import (
    DirectoryDamagedError,
    ForeignDirectoryError,
    NotRecordedError,
    Results,
    ResultsError,
    load,
)
from paradiplomacy_results import manifest
from tests.support.command_line import ROOTS
from tests.support.fake_engine import FakeEngine, run, scenario, stopped_after, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "results", events="all")
    return load(tmp_path / "results")


def test_tables_have_their_rows(results: Results) -> None:
    assert results.complete
    assert len(results.runs) == 23
    assert len(results.series) == 23 * 12
    assert len(results.partnerships) == 23
    assert results.events["run"].nunique() == 23
    assert results.runs is results.runs


def test_columns_are_typed(results: Results) -> None:
    for table in (results.runs, results.series, results.partnerships):
        measured = of_level(PARTNERSHIP) if table is results.partnerships else INDICATORS
        assert all(str(table[name].dtype) == "float64" for name in measured)
        assert str(table["run"].dtype) == "int64"
    assert isinstance(results.events["kind"].dtype, pd.CategoricalDtype)
    assert str(results.events["programme"].dtype) == "Int64"
    assert str(results.events["month"].dtype) == "int64"
    assert results.runs["error"].isna().all()


def test_units_and_bounds_come_with_the_files(results: Results) -> None:
    assert results.units == {name: indicator.unit for name, indicator in INDICATORS.items()}
    assert results.columns["trust"].low == 0.0
    assert results.columns["trust"].high == 1.0
    assert results.columns["trust"].formula == INDICATORS["trust"].formula
    assert results.columns["run"].unit == ""


def test_some_columns_can_be_read_alone(results: Results) -> None:
    assert list(results.read("series", ["month", "trust"]).columns) == ["month", "trust"]


def test_tables_are_read_when_asked_for(results: Results) -> None:
    shutil.rmtree(results.directory / "series")
    assert len(results.runs) == 23
    with pytest.raises(DirectoryDamagedError, match="part-00000"):
        _ = results.series


@pytest.mark.slow
def test_runs_without_events_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out", events="none")
    with pytest.raises(NotRecordedError, match="events=True"):
        _ = load(tmp_path / "out").events


def test_stopped_runs_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    run(tmp_path / "out", stop=stop, workers=1)
    results = load(tmp_path / "out")
    assert not results.complete
    assert 0 < len(results.runs) < 23
    assert results.units["trust"] == "1"


@pytest.mark.parametrize("place", ["nowhere", "file", "empty", "other", "list"])
def test_a_foreign_directory_is_refused(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    if place == "file":
        path.write_text("mine")
    elif place != "nowhere":
        path.mkdir()
    if place in ("other", "list"):
        text = json.dumps({"format": "other"} if place == "other" else [])
        (path / "manifest.json").write_text(text)
    with pytest.raises(ForeignDirectoryError):
        load(path)


def test_another_layout_is_refused(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "SCHEMA_VERSIONS", (99,))
    with pytest.raises(ForeignDirectoryError, match="layout"):
        load(results.directory)


@pytest.mark.parametrize("text", ["", "{", '{"format": "paradiplomacy-results"}', "\xff"])
def test_a_damaged_manifest_is_refused(results: Results, text: str) -> None:
    (results.directory / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(DirectoryDamagedError):
        load(results.directory)


def test_a_changed_manifest_is_refused(results: Results) -> None:
    path = results.directory / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 1', '"seed": 3'))
    with pytest.raises(DirectoryDamagedError, match="hash"):
        load(results.directory)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["runs", "series", "partnerships", "events"])
def test_a_damaged_table_is_never_used(results: Results, table: str) -> None:
    path = results.directory / table / "part-00001.parquet"
    data = bytearray(path.read_bytes())
    for place in range(4, len(data), len(data) // 20):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(DirectoryDamagedError, match="part-00001"):
            load(results.directory).read(table)


def test_a_flip_in_unfinished_results_fails_the_page_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    run(tmp_path / "out", stop=stop, workers=1)
    path = tmp_path / "out" / "series" / "part-00000.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 4] ^= 16
    path.write_bytes(data)
    with pytest.raises(DirectoryDamagedError):
        load(tmp_path / "out").read("series")


def test_every_error_is_a_results_error() -> None:
    for kind in (DirectoryDamagedError, ForeignDirectoryError, NotRecordedError):
        assert issubclass(kind, ResultsError)


def test_loading_imports_no_figures() -> None:
    code = "import sys, paradiplomacy_analysis; print('matplotlib' in sys.modules)"
    env = {"PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"


@pytest.mark.slow
def test_names_in_a_configuration_come_back_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    name = "서울 </script> $\\\\frac{ é"
    run(tmp_path / "out", scenario=scenario(f'cities.seoul.name="{name}"'))
    stored = load(tmp_path / "out").manifest.config["cities"]["seoul"]["name"]
    assert stored == name.replace("\\\\", "\\")
