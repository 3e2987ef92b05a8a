"""Exports: every value of every table comes back from every format, with unit and origin."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.feather
import pytest

from paradiplomacy_analysis import Results, UnfitError, export
from paradiplomacy_results.errors import NotRecordedError, UnknownNameError
from paradiplomacy_results.exporting import xlsx
from paradiplomacy_results.exporting.sheets import MEASURED
from paradiplomacy_results.exporting.stata import LONGEST_NAME, variables
from paradiplomacy_results.exporting.verb import FORMATS
from paradiplomacy_results.formulas import FORMULA as FIRST
from paradiplomacy_results.formulas import inert
from paradiplomacy_results.layout import TABLES
from tests.support.exported import FORMULA, HANGUL, LEVELS, hostile, read_csv
from tests.support.fake_engine import FakeEngine, use
from tests.support.fake_engine import run as fake_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield hostile(tmp_path_factory.mktemp("hostile"), monkeypatch)


def expected(results: Results, table: str) -> pd.DataFrame:
    """Return a table with point, replicate and levels beside the run, as pandas would join them."""
    frame = results.read(table)
    for name in frame.select_dtypes("category"):
        frame = frame.assign(**{name: frame[name].astype(object)})
    if table == "runs":
        return frame
    keys = results.runs[["run", "point", "replicate", "month", "patience"]]
    levels = keys.rename(columns={"month": "factor_month"} if "month" in frame else {})
    joined = levels.astype({levels.columns[3]: object}).merge(frame, on="run", how="right")
    return joined.sort_values("run", kind="stable").reset_index(drop=True)


def read_back(folder: Path, to: str, table: str) -> pd.DataFrame:
    """Return a table as a program would read it that knows nothing of us."""
    if to == "csv":
        return read_csv(folder / f"{table}.csv")
    if to == "xlsx":
        return pd.read_excel(folder / "results.xlsx", table, keep_default_na=False, na_values=[""])
    if to == "stata":
        return pd.read_stata(folder / f"{table}.dta")
    return pd.read_feather(folder / f"{table}.feather")


def plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the values of a table as plain ones, None where there is nothing."""
    found = {}
    for name in frame.columns:
        values = frame[name].astype(object)
        found[name] = [None if pd.isna(value) else value for value in values]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("to", ["csv", "xlsx", "stata", "feather"])
def test_every_table_comes_back_with_every_value(results: Results, tmp_path: Path, to: str) -> None:
    """To the bit: numbers are compared as numbers, and no one is rounded."""
    assert export(results, to, out=tmp_path / to).folder == tmp_path / to
    for table in TABLES:
        wanted = plain(expected(results, table))
        found = plain(read_back(tmp_path / to, to, table))
        if to == "csv":  # there, and only there, a formula has a quote before it
            wanted = {name: [inert(value) for value in each] for name, each in wanted.items()}
        if to == "stata":
            wanted = {
                name: [str(x).lower() if isinstance(x, bool | np.bool_) else x for x in each]
                for name, each in wanted.items()
            }
        assert list(found) == list(wanted), table
        for name, values in wanted.items():
            assert found[name] == values, (table, name)


def test_numbers_of_an_excel_sheet_have_all_their_digits(tmp_path: Path) -> None:
    """The library that writes it would round 0.1 + 0.2 to 0.3."""
    hard = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2**53 + 0.0]
    assert [float(f"{xlsx._Exact(value):.16G}") for value in hard] == hard


@pytest.mark.slow
def test_a_formula_is_a_text_wherever_a_spreadsheet_opens_it(
    results: Results, tmp_path: Path
) -> None:
    export(results, "csv", out=tmp_path / "csv")
    for path in (tmp_path / "csv").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        harmless = [c for c in cells if c.startswith(FIRST) and not _is_number(c)]
        assert harmless == [], path.name
        if path.name not in ("columns.csv", "ngos.csv", "papers.csv"):  # they have no rows
            assert f"'{FORMULA}" in cells, path.name
    export(results, "xlsx", out=tmp_path / "xlsx")
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "results.xlsx")
    for table in TABLES:
        found = [c for row in book[table] for c in row if isinstance(c.value, str)]
        assert {cell.data_type for cell in found} <= {"s", "inlineStr"}
        assert all(cell.quotePrefix for cell in found if cell.value.startswith(FIRST))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("to", ["csv", "xlsx", "stata", "feather"])
def test_a_long_table_has_a_row_for_each_value(results: Results, tmp_path: Path, to: str) -> None:
    files = export(results, to, shape="long", outcomes=["trust", "cost"], out=tmp_path / to).files
    assert list(files) == list(MEASURED)
    for table in MEASURED:
        found = read_back(tmp_path / to, to, table)
        assert list(found) == [
            "run", "point", "replicate", "factor_month", "patience", "month", "partnership",
            "indicator", "value", "unit",
        ]  # fmt: skip
        frame = results.read(table)
        measured = [name for name in frame if name in ("trust", "cost")]
        values = frame[measured].to_numpy().ravel()
        assert np.array_equal(found["value"].to_numpy(float), values, equal_nan=True)
        assert found["indicator"].tolist() == measured * len(frame)
        units = [results.units[name] for name in measured]
        assert list(map(str, found["unit"])) == units * len(frame)
        assert found["month"].isna().all() == (table in ("runs", "partnerships"))
        assert found["partnership"].isna().all() == (table in ("runs", "series"))


def test_the_codebook_says_of_every_column_what_the_results_say(
    results: Results, tmp_path: Path
) -> None:
    export(results, "csv", out=tmp_path / "csv")
    columns = pd.read_csv(tmp_path / "csv" / "columns.csv", keep_default_na=False, dtype=str)
    for table in TABLES:
        told = columns[columns["table"] == table].set_index("column")
        assert list(told.index) == list(pd.read_csv(tmp_path / "csv" / f"{table}.csv", nrows=0))
        for name, column in results.columns_of(table).items():
            assert told.loc[name, "unit"] == column.unit
            assert told.loc[name, "formula"] == column.formula
            assert told.loc[name, "low"] in ("", repr(column.low))
    trust = columns[columns["column"] == "trust"].iloc[0]
    assert (trust["unit"], trust["low"], trust["high"], trust["kind"]) == (
        "1",
        "0.0",
        "1.0",
        "number",
    )


def test_a_data_package_describes_every_file(results: Results, tmp_path: Path) -> None:
    export(results, "csv", out=tmp_path / "csv")
    package = json.loads((tmp_path / "csv" / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        header = pd.read_csv(tmp_path / "csv" / resource["path"], nrows=0)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(header)
        assert all(field["description"] for field in fields)
    trust = next(f for f in package["resources"][0]["schema"]["fields"] if f["name"] == "trust")
    assert trust["type"] == "number"
    assert trust["constraints"] == {"minimum": 0.0, "maximum": 1.0}


@pytest.mark.slow
def test_labels_of_stata_are_formulas_with_their_units(results: Results, tmp_path: Path) -> None:
    export(results, "stata", out=tmp_path / "stata")
    for table in TABLES:
        with pd.read_stata(tmp_path / "stata" / f"{table}.dta", iterator=True) as reader:
            labels = reader.variable_labels()
            told = reader.data_label
        assert all(0 < len(label) <= 80 for label in labels.values()), table
        assert results.manifest.contents is not None
        assert results.manifest.contents[:16] in told
        if table in MEASURED:
            assert labels["approval_months"].endswith("[months]")
    with pd.read_stata(tmp_path / "stata" / "runs.dta", iterator=True) as reader:
        reader.read()
        values = reader.value_labels()
    assert set(LEVELS) <= {text for each in values.values() for text in each.values()}


def test_every_name_becomes_one_that_stata_takes() -> None:
    names = [
        "=cmd()",
        "-cmd()",
        "int",
        "str12",
        "9lives",
        "서울",
        "x" * 40,
        f"{'x' * 40}y",
        "",
        "a b",
    ]
    found = variables(names)
    assert len(set(found.values())) == len(names)
    assert all(len(name) <= LONGEST_NAME and name.isidentifier() for name in found.values())
    assert found["서울"] == "서울"
    assert found["int"] == "_int"


def test_feather_says_units_and_origin_in_its_schema(results: Results, tmp_path: Path) -> None:
    files = export(results, "feather", out=tmp_path / "feather").files
    schema = pyarrow.feather.read_table(files["series"]).schema
    assert schema.field("approval_months").metadata[b"unit"] == b"months"
    assert schema.field("trust").metadata[b"high"] == b"1.0"
    facts = json.loads(schema.metadata[b"paradiplomacy.provenance"])
    assert facts["contents"] == results.manifest.contents


def test_a_workbook_has_columns_and_origin_and_its_first_row_stays_in_sight(
    results: Results, tmp_path: Path
) -> None:
    export(results, "xlsx", tables=["runs"], out=tmp_path / "xlsx")
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "results.xlsx")
    assert book.sheetnames == ["runs", "columns", "provenance"]
    assert book["runs"].freeze_panes == "A2"
    said = {row[1].value: row for row in book["columns"]}
    assert said["approval_months"][3].value == "months"
    origin = {row[0].value: row[1].value for row in book["provenance"]}
    assert origin["contents"] == results.manifest.contents


@pytest.mark.parametrize("to", FORMATS)
def test_every_export_says_what_it_is_of(results: Results, tmp_path: Path, to: str) -> None:
    export(results, to, out=tmp_path / to)
    told = json.loads((tmp_path / to / "provenance.json").read_text("utf-8"))
    assert told["format"] == "paradiplomacy-export"
    assert told["contents"] == results.manifest.contents
    assert told["seed"] == results.manifest.seed
    assert told["versions"] == results.manifest.versions
    assert (told["sample"]["runs"], told["sample"]["of"], told["complete"]) == (16, 16, True)
    assert "warning" not in told
    assert set(told["files"].values()) <= {path.name for path in (tmp_path / to).iterdir()}


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_export_has_the_same_bytes(results: Results, tmp_path: Path, to: str) -> None:
    for name in ("one", "other"):
        export(results, to, tables=["runs"], out=tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes(), path.name


def test_netlogo_gets_a_table_of_behaviorspace(results: Results, tmp_path: Path) -> None:
    """Six lines of header, as nlrx and whoever writes ``skip = 6`` expect; all cells in quotes."""
    files = export(results, "netlogo", out=tmp_path / "netlogo", outcomes=["trust", "cost"]).files
    lines = files["series"].read_text("utf-8").splitlines()
    assert lines[0].startswith('"BehaviorSpace results (')
    assert lines[0].endswith('"Table version 2.0"')
    assert lines[4] == '"min-pxcor","max-pxcor","min-pycor","max-pycor"'
    assert lines[5] == '"0","0","0","0"'
    assert lines[7].count('"') == 12
    frame = read_csv(files["series"], skiprows=6)
    assert list(frame) == ["[run number]", "factor_month", "patience", "[step]", "trust", "cost"]
    assert frame["[run number]"].tolist() == (results.series["run"] + 1).tolist()
    assert frame["[step]"].tolist() == results.series["month"].tolist()
    assert frame["trust"].tolist() == results.series["trust"].tolist()
    assert set(frame["factor_month"]) == {inert(level) for level in LEVELS}


def test_netlogo_gets_the_end_of_each_run_where_no_series_was_kept(
    results: Results, tmp_path: Path
) -> None:
    files = export(results, "netlogo", tables=["runs"], out=tmp_path / "netlogo").files
    frame = read_csv(files["runs"], skiprows=6)
    assert frame["[step]"].unique().tolist() == [12]
    assert frame["trust"].tolist() == results.runs["trust"].tolist()
    assert {"point", "status", "error"} & set(frame) == set()


def test_letters_of_any_script_survive_a_byte_order_mark(results: Results, tmp_path: Path) -> None:
    files = export(results, "csv", tables=["cities"], bom=True, out=tmp_path / "bom").files
    assert files["cities"].read_bytes().startswith(b"\xef\xbb\xbf")
    assert HANGUL in pd.read_csv(files["cities"])["city"].tolist()
    files = export(results, "csv", tables=["cities"], out=tmp_path / "plain").files
    assert files["cities"].read_bytes().startswith(b'"run"')


def test_tables_and_indicators_are_chosen(results: Results, tmp_path: Path) -> None:
    files = export(results, tables=["runs", "waits"], outcomes=["trust"], out=tmp_path / "x").files
    assert sorted(files) == ["runs", "waits"]
    runs = pd.read_csv(files["runs"])
    assert list(runs) == [
        "run", "point", "replicate", "month", "patience", "trust", "status", "error"
    ]  # fmt: skip


# What is refused.


@pytest.mark.parametrize(
    ("asked", "kind", "answer"),
    [
        ({"to": "excel"}, UnknownNameError, "no format 'excel'.* xlsx, stata"),
        ({"shape": "tall"}, UnknownNameError, "no shape 'tall'.* wide, long"),
        ({"tables": ["run"]}, UnknownNameError, "no table 'run'.* mean 'runs'"),
        ({"outcomes": ["trusst"]}, UnknownNameError, "no outcome 'trusst'.* mean 'trust'"),
        ({"tables": ["runs", "waits"], "shape": "long"}, UnfitError, "waits cannot be long"),
        ({"to": "netlogo", "shape": "long"}, UnfitError, "it is wide"),
        ({"to": "netlogo", "tables": ["waits"]}, UnfitError, "waits cannot be one"),
        ({"to": "stata", "bom": True}, UnfitError, "bom=True is for csv"),
        ({"out": "mine.xlsx"}, UnfitError, "called like a file"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: Any, kind: Any,
    answer: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind, match=answer):
        export(results, **{"out": tmp_path / "out", **asked})
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_was_not_kept_is_refused_with_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    fake_run(tmp_path / "out", replicates=2)
    with pytest.raises(NotRecordedError, match="run with tables='cities'"):
        export(tmp_path / "out", tables=["cities"])


def test_a_table_longer_than_a_sheet_is_refused_with_what_else_there_is(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 17)
    with pytest.raises(
        UnfitError, match=r"more rows than the 16 of a sheet: partnerships \(32\), .* csv"
    ):
        export(results, "xlsx", out=tmp_path / "out")
    export(results, "xlsx", tables=["runs"], out=tmp_path / "out")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 16)
    with pytest.raises(UnfitError, match="runs"):
        export(results, "xlsx", tables=["runs"], out=tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("to", FORMATS)
def test_results_in_which_every_run_failed_go_out_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    """Their tables have no rows, and runs have errors and nothing else."""
    failed = hostile(tmp_path, monkeypatch, FakeEngine(failing=set(range(9))))
    assert failed.rows("series") == 0
    export(failed, to)
    if to != "netlogo":
        runs = read_back(failed.directory / "export" / to, to, "runs")
        assert runs["error"].str.contains("no such luck").all()
        assert len(read_back(failed.directory / "export" / to, to, "events")) == 0


# Frames of pandas, which analysts write themselves.


@pytest.mark.slow
@pytest.mark.parametrize("failing", [set(), {1}, set(range(9))], ids=["none", "some", "all"])
def test_every_loaded_table_can_be_written_for_stata_by_pandas_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: set[int]
) -> None:
    results = hostile(tmp_path, monkeypatch, FakeEngine(failing=failing))
    for table in TABLES:
        frame = getattr(results, table)
        frame.to_stata(tmp_path / f"{table}.dta", write_index=False, version=118)
        found = pd.read_stata(tmp_path / f"{table}.dta")
        assert len(found) == len(frame)
        assert list(found) == list(frame)
