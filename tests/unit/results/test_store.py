"""The result directory: what stands in it, and that nothing damaged is ever used."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.execution.plan import Plan
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results.errors import DirectoryDamagedError, DirectoryDiffersError
from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.layout import USUAL, Layout
from paradiplomacy_results.manifest import read_manifest, write_manifest
from paradiplomacy_results.parquet import parsed, serialised
from paradiplomacy_results.verification import file_fault
from tests.support import fake_engine
from tests.support.fake_engine import FakeEngine, run, scenario, stopped_after, use


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a finished result directory, to be read only."""
    out = tmp_path_factory.mktemp("whole") / "results"
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        run(out)
    return out


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory whose runs were stopped half-way, to be read only."""
    out = tmp_path_factory.mktemp("half") / "results"
    stop, engine = stopped_after(3)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(engine, monkeypatch)
        report = run(out, stop=stop, workers=1)
    assert 0 < report.done < report.runs
    assert not report.complete
    return out


@pytest.fixture
def results(whole: Path, tmp_path: Path) -> Path:
    """Return a finished result directory of one's own."""
    return Path(shutil.copytree(whole, tmp_path / "results"))


@pytest.fixture
def unfinished(half: Path, tmp_path: Path) -> Path:
    """Return a directory stopped half-way of one's own, so that its hashes are not known."""
    return Path(shutil.copytree(half, tmp_path / "unfinished"))


def contents(directory: Path) -> str:
    value = read_manifest(directory).contents
    assert isinstance(value, str)
    return value


def parts(directory: Path) -> list[Path]:
    return sorted(directory.glob("*/part-*.parquet"))


def test_the_directory_holds_what_the_manifest_lists_and_nothing_else(whole: Path) -> None:
    listed = {entry.path for entry in read_manifest(whole).files}
    found = {str(path.relative_to(whole)) for path in whole.rglob("*") if path.is_file()}
    assert found == listed | {"manifest.json"}
    assert {path.split("/")[0] for path in listed} == set(USUAL)
    assert sum(path.startswith("runs/") for path in listed) == 5
    assert verify(whole).faults == []


def test_rows_stand_in_the_order_of_runs(whole: Path) -> None:
    runs = pa.concat_tables(
        [pq.read_table(path) for path in parts(whole) if path.parent.name == "runs"]
    )
    assert runs["run"].to_pylist() == list(range(23))
    assert runs["replicate"].to_pylist() == list(range(23))
    assert set(runs["status"].to_pylist()) == {"ok"}
    assert set(runs["point"].to_pylist()) == {0}


def test_events_are_of_the_first_run_with_names(whole: Path) -> None:
    (path,) = [path for path in parts(whole) if path.parent.name == "events"]
    rows = pq.read_table(path).to_pylist()
    assert [row["kind"] for row in rows] == [line[1] for line in fake_engine.LOG]
    assert {row["run"] for row in rows} == {0}
    assert rows[0]["partnership"] == "baubau-seoul"
    assert rows[0]["ngo"] is None
    assert rows[1]["programme"] is None
    assert rows[2]["programme"] == 1


def test_pages_have_checksums_and_columns_their_units(whole: Path) -> None:
    path = whole / "runs" / "part-00000.parquet"
    schema = pq.read_schema(path)
    for name, indicator in INDICATORS.items():
        metadata = schema.field(name).metadata
        assert metadata[b"unit"].decode() == indicator.unit
        assert metadata[b"formula"].decode() == indicator.formula
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = {group.column(k).path_in_schema: group.column(k) for k in range(group.num_columns)}
    assert "BYTE_STREAM_SPLIT" in columns["trust"].encodings
    assert "DELTA_BINARY_PACKED" in columns["run"].encodings
    assert columns["trust"].compression == "ZSTD"


def test_the_manifest_is_json_without_nan_and_says_where_results_come_from(whole: Path) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    text = (whole / "manifest.json").read_text()
    manifest = json.loads(text, parse_constant=refuse)
    assert manifest["config"]["scenario"]["title"] == "Baubau-Seoul"
    assert manifest["processor"]["features"]
    assert {"paradiplomacy", "python", "numpy", "numba", "mesa"} <= set(manifest["versions"])
    assert manifest["status"] == "complete"


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{"chunk_runs": 1}, {"chunk_runs": 23}, {"workers": 8}])
def test_contents_do_not_depend_on_chunks_and_threads(
    whole: Path, tmp_path: Path, settings: dict[str, int]
) -> None:
    run(tmp_path / "other", **settings)
    assert contents(tmp_path / "other") == contents(whole)


@pytest.mark.slow
def test_contents_depend_on_the_numbers(whole: Path, tmp_path: Path) -> None:
    run(tmp_path / "other", seed=2)
    assert contents(tmp_path / "other") != contents(whole)


def test_running_again_changes_nothing(results: Path, engine: FakeEngine) -> None:
    before = {path: path.stat().st_mtime_ns for path in results.rglob("*.*")}
    calls = len(engine.calls)
    report = run(results, chunk_runs=7, workers=1)
    assert (report.computed, report.done) == (0, 23)
    assert len(engine.calls) == calls
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.slow
def test_what_is_missing_is_completed_and_the_rest_left_alone(results: Path) -> None:
    whole = contents(results)
    kept = results / "runs" / "part-00000.parquet"
    before = kept.stat().st_mtime_ns
    (results / "runs" / "part-00002.parquet").unlink()
    (results / "series" / "part-00004.parquet").unlink()
    report = run(results)
    assert report.computed == 5 + 3
    assert contents(results) == whole
    assert kept.stat().st_mtime_ns == before
    assert verify(results).faults == []


@pytest.mark.slow
def test_a_stopped_experiment_is_completed_to_the_same_bits(unfinished: Path, whole: Path) -> None:
    assert not verify(unfinished).complete
    report = run(unfinished)
    assert 0 < report.computed < report.runs
    assert report.complete
    assert contents(unfinished) == contents(whole)


@pytest.mark.slow
def test_leftovers_of_a_killed_process_are_removed(unfinished: Path) -> None:
    for path in (unfinished / "manifest.json.tmp", unfinished / "runs" / "part-00004.parquet.tmp"):
        path.write_bytes(b"half")
    run(unfinished)
    assert not list(unfinished.rglob("*.tmp"))
    assert not (unfinished / ".lock").exists()
    assert verify(unfinished).faults == []


# Damage.


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    group = pq.ParquetFile(path).metadata.row_group(0)
    names = [group.column(k).path_in_schema for k in range(group.num_columns)]
    trust = group.column(names.index("trust"))
    data = bytearray(path.read_bytes())
    data[trust.data_page_offset + trust.total_compressed_size - 3] ^= 8
    path.write_bytes(data)


def swap(path: Path) -> None:
    shutil.copy(path.with_name("part-00001.parquet"), path)


def add_row(path: Path) -> None:
    table = parsed(path.read_bytes())
    longer = pa.concat_tables([table, table.slice(0, 1)])
    marks = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    path.write_bytes(serialised(longer, marks))


def drop_column(path: Path) -> None:
    table = parsed(path.read_bytes())
    marks = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    path.write_bytes(serialised(table.drop_columns(["trust"]), marks))


def change_number(path: Path) -> None:
    table = parsed(path.read_bytes())
    place = table.schema.get_field_index("trust")
    other = pa.array([0.5] * table.num_rows)
    changed = table.set_column(place, table.schema.field(place), other)
    marks = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    path.write_bytes(serialised(changed, marks))


DAMAGES = [truncate, empty, flip, swap, add_row, drop_column, change_number]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "table", "damage"),
    [
        *(("results", "runs", damage) for damage in DAMAGES),
        *(("unfinished", "runs", damage) for damage in DAMAGES),
        # Parts of all tables are read and judged by the same code.
        *(("unfinished", "series", damage) for damage in (truncate, flip, swap, change_number)),
        *(("unfinished", "partnerships", damage) for damage in (empty, flip, add_row, drop_column)),
    ],
)
def test_damage_is_found_set_aside_and_computed_again(
    request: pytest.FixtureRequest, whole: Path, state: str, table: str, damage: object
) -> None:
    out: Path = request.getfixturevalue(state)
    path = out / table / "part-00000.parquet"
    assert callable(damage)
    damage(path)
    if state == "results":
        (fault,) = verify(out).faults
        assert fault.path == path.relative_to(out).as_posix()
    run(out)
    assert [part.name for part in (out / "damaged").iterdir()] == [f"{table}-{path.name}.0"]
    assert contents(out) == contents(whole)
    assert verify(out).faults == []


@pytest.mark.slow
def test_a_chunk_of_another_experiment_is_not_taken(
    unfinished: Path, whole: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    run(other, seed=5)
    shutil.copy(other / "runs" / "part-00000.parquet", unfinished / "runs")
    run(unfinished)
    assert contents(unfinished) == contents(whole)


@pytest.mark.slow
def test_an_extra_file_is_found_and_set_aside(results: Path) -> None:
    shutil.copy(results / "runs" / "part-00000.parquet", results / "runs" / "part-00009.parquet")
    (fault,) = verify(results).faults
    assert "part-00009" in fault.path
    run(results)
    assert verify(results).faults == []


@pytest.mark.slow
def test_no_flipped_bit_passes_unseen(half: Path) -> None:
    """Hashes are not known yet: page checksums, marks and the hash of the contents must do."""
    manifest = read_manifest(half)
    plan = Plan(5, "first", Layout())
    plan.add([0], range(23))
    spec = next(plan.specs())
    dice = random.Random(20)
    for table in spec.tables:
        data = (half / table / "part-00000.parquet").read_bytes()
        rows = hash_of(parsed(data))
        for _ in range(60):
            place, bit = dice.randrange(len(data)), dice.randrange(8)
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            fault = file_fault(bytes(flipped), table, spec, manifest)
            same = fault is None and hash_of(parsed(bytes(flipped))) == rows
            assert fault is not None or same, (table, place, bit)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}', "\x00" * 50])
def test_a_manifest_that_is_none_is_refused(results: Path, text: str) -> None:
    (results / "manifest.json").write_text(text)
    with pytest.raises((DirectoryDamagedError, DirectoryDiffersError)):
        run(results)


def test_a_changed_manifest_is_found(results: Path) -> None:
    path = results / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 1', '"seed": 7'))
    with pytest.raises(DirectoryDamagedError, match="hash"):
        run(results)


# Other settings in the same directory.


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"seed": 2}, "seed: 1 there, 2 now"),
        ({"replicates": 24}, "replicates: 23 there, 24 now"),
        ({"engine": "mesa"}, 'engine: "compiled" there, "mesa" now'),
        ({"events": "all"}, 'events: "first" there, "all" now'),
        ({"series_every": 3}, "series_every: 1 there, 3 now"),
        ({"scenario": scenario("trust.forgetting=0.9")}, "trust.forgetting: 0.98 there, 0.9 now"),
    ],
)
def test_other_settings_are_refused_with_the_keys_that_differ(
    results: Path, settings: dict[str, object], told: str
) -> None:
    before = contents(results)
    with pytest.raises(DirectoryDiffersError) as raised:
        run(results, **settings)
    assert raised.value.differences == (told,)
    assert told in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert contents(results) == before


def test_another_version_is_refused(results: Path) -> None:
    manifest = read_manifest(results)
    versions = manifest.versions | {"numba": "0.1"}
    other = manifest.model_copy(update={"versions": versions, "model_sha256": "0"})
    write_manifest(results, other)
    with pytest.raises(DirectoryDiffersError) as raised:
        run(results)
    assert len(raised.value.differences) == 2
    assert "versions.numba" in str(raised.value)


def test_many_differences_are_told_in_short(results: Path) -> None:
    keys = ("forgetting", "negativity", "prior_weight", "rise", "fall", "aspiration_rate")
    values = (0.5, 3.0, 1.0, 0.1, 0.1, 0.1)
    changed = [f"trust.{key}={value}" for key, value in zip(keys, values, strict=True)]
    with pytest.raises(DirectoryDiffersError, match="and 1 more"):
        run(results, scenario=scenario(*changed))


def test_overwriting_replaces_results_and_leaves_other_files(results: Path) -> None:
    (results / "notes.txt").write_text("mine")
    (results / "figures").mkdir()
    told = f"config {read_manifest(results).config_sha256}, seed 1"
    (results / "figures" / "old.png").write_bytes(told.encode())
    (results / "figures" / "mine.png").write_bytes(b"")
    run(results, seed=2, replicates=3, overwrite=True)
    assert read_manifest(results).runs == 3
    assert verify(results).faults == []
    assert (results / "notes.txt").read_text() == "mine"
    assert [path.name for path in (results / "figures").iterdir()] == ["mine.png"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, *, overwrite: bool) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DirectoryDiffersError, match="not empty"):
        run(tmp_path, overwrite=overwrite)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_a_damaged_manifest_can_be_overwritten(results: Path) -> None:
    (results / "manifest.json").write_text("{")
    run(results, overwrite=True)
    assert verify(results).faults == []
