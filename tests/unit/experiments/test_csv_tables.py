"""A CSV file is read as it was meant, or refused at its line: nothing passes in silence."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy_experiments.configuration import csv_layout
from paradiplomacy_experiments.configuration.csv_cells import TRUTH
from paradiplomacy_experiments.configuration.csv_tables import CsvTable, read_csv
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.layers import Origin

ORIGIN = Origin("file", "design.toml", 7)


def table_of(data: bytes | str, **said: Any) -> CsvTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_csv(Path(folder), "table.csv", ORIGIN, **said)


def rows_of(data: bytes | str, **said: Any) -> list[list[Any]]:
    return [list(row.values()) for row in table_of(data, **said).rows]


def faults_of(data: bytes | str, **said: Any) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        table_of(data, **said)
    return [str(fault) for fault in refused.value.faults]


def test_a_table_saved_by_a_spreadsheet_is_read_as_meant():
    table = table_of("\ufeffmoney,unit\r\n6.5,FALSE\r\n12,TRUE\r\n24,FALSE\r\n\r\n")
    assert [tuple(row.values()) for row in table.rows] == [(6.5, False), (12, True), (24, False)]
    assert table.lines == (2, 3, 4)
    assert table.columns == ("money", "unit")
    assert table.notices == (
        "UTF-8 with a byte-order mark",
        "cells separated by commas",
        "1 blank row passed over",
        "column 'unit' holds truth values: FALSE is false, TRUE is true",
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("x;y\n1.200;3,5\n", [1200, 3.5]),
        ("x;y\n1,200;3.5\n", [1.2 * 1000, 3.5]),
        ("x;y\n1.200.000;1\n", [1_200_000, 1]),
        ("x;y\n0.120;1.200\n", [0.12, 1.2]),
        ("x;y\n1'200;1 200 000\n", [1200, 1_200_000]),
        ("x;y\n1\u202f200,5;1\u00a0200\n", [1200.5, 1200]),
        ("x;y\n12,34,567;1\n", [1_234_567, 1]),
        ("x;y\n\u22123,5e3;+2\n", [-3500.0, 2]),
        ("x\n1,5\n", [1.5]),
        ("x;y\n12 %;7,5%\n", [0.12, 0.075]),
        ('sep=;\nx;y\n1;"a;b"\n', [1, "a;b"]),
        ("sep=|\r\nx|y\r\n1|2\r\n", [1, 2]),
        ("x,y,,\n1,2,,\n,,,\n", [1, 2]),
        ("x,,y\n1,,2\n", [1, 2]),
        ("x\ty\n2013-05-01\t1.5.2013\n", ["2013-05-01", "1.5.2013"]),
        ('x, "y"\n1, "two, three"\n', [1, "two, three"]),
        ('x,y\n"two\nlines","say ""no"""\n', ["two\nlines", 'say "no"']),
        ("x,y\nJa,1\n", [True, 1]),
        ("x,y\n007,NA\n", ["007", "NA"]),
        ("x,y\n" + "9" * 5_000 + ",1e9999\n", ["9" * 5_000, "1e9999"]),
        ("x,y\r1,2\r", [1, 2]),
        ("x,y\nNamibe\u0301,\n", ["Namib\u00e9", None]),
    ],
)
def test_what_office_programs_write_is_read(text: str, cells: list[Any]):
    assert rows_of(text)[0] == cells


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x;y\nTokyo;1\n1.200;2\n", "column 'x' is text: 'Tokyo' in line 2 is no number"),
        ("x;y\n1.200;3,5\n", "decimal comma, as in '3,5' in line 2: '1.200' in line 2 is read as"),
        ("x;y\n5%;1\n", "column 'x' is per cent: 50% is read as 0.5"),
        ("x;y\n1 200;1\n", "column 'x': '1 200' is read as 1200"),
        ("x;y\nNA;1\n3;2\n", "column 'x': 'NA' read as empty"),
        ("x;y;\n1;2;\n", "1 blank column passed over"),
        ("x;y\n1;2\n;\n\n3;4\n;\n", "3 blank rows passed over"),
        ("x;y\n01;1\n", "column 'x' is text: '01' in line 2 begins with 0, as codes do"),
    ],
)
def test_what_was_recognised_is_said(text: str, told: str):
    assert any(told in notice for notice in table_of(text).notices)


@pytest.mark.parametrize("pair", TRUTH, ids="-".join)
def test_a_column_of_truth_words_of_one_language_holds_truth_values(pair: tuple[str, str]):
    true, false = pair
    text = f"city;unit\nA;{true.upper()}\nB;{false}\nC;\n"
    assert [row[1] for row in rows_of(text)] == [True, False, None]


def test_a_city_called_ja_stays_one():
    assert [row[0] for row in rows_of("city;n\nJa;1\nBerlin;2\n")] == ["Ja", "Berlin"]
    assert table_of("city;n\nJa;1\n").written == ({"city": "Ja", "n": "1"},)


def test_truth_words_of_two_languages_are_no_truth_values():
    assert [row[0] for row in rows_of("x;n\nja;1\noui;2\n")] == ["ja", "oui"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "x;y\na;1.200\n",
            ["table.csv:2: y: '1.200' is 1.2 with a decimal point, 1200 with a decimal comma"],
        ),
        (
            "x;y\n2.5;1\n2.6;3,5\n",
            ["table.csv:3: y: '3,5' has a decimal comma, but '2.5' in line 2 has a decimal point"],
        ),
        ("x,y\n1,2,3\n", ["table.csv:2: has 3 cells, the header has 2; a decimal comma between"]),
        ("x;y\n\n\n1\n", ["table.csv:4: has 1 cell, the header has 2"]),
        ("x,x\n1,2\n", ["table.csv:1: x: is the name of several columns"]),
        ("x,\n1,2\n", ["table.csv:1: column 2 has no name, but line 2 has '2' there"]),
        ("1,2\n3,4\n", ["table.csv:1: holds numbers, where the names"]),
        ("x,y\n", ["table.csv:1: has no rows below its header"]),
        ("", ["table.csv: holds no table: it is empty"]),
        ("\n\n,,\n", ["table.csv: holds no table: it is empty"]),
        ('x,y\n1,2\n"3,4\n', ["table.csv:3: a quotation mark that opens in this row is never"]),
        ('x,y\n"a"b,4\n', ["table.csv:2: a quotation mark ends within a cell"]),
        (
            "x,y\n" + "z" * 200_000 + ",1\n",
            ["table.csv:2: a cell has more than 131,072 characters"],
        ),
        ("x,y\n1,\0\n", ["table.csv:2: holds the character 0"]),
        ("x,y;z\n1,2;3\n", ["table.csv:1: its cells may be separated by commas or semicolons"]),
        ("x;y\n\u20ac 5;1\n7;2\n", ["table.csv:2: x: '\u20ac 5' holds a currency"]),
        ("x;y\nRp 5.000,00;1\n", ["table.csv:2: x: 'Rp 5.000,00' holds a currency"]),
        ("x;y\n#REF!;1\na;2\n", ["table.csv:2: x: '#REF!' is an error of a spreadsheet"]),
        ("x;y\n5%;1\n7;2\n", ["table.csv:2: x: '5%' is per cent, other cells of the column are"]),
        ("x\n1e400\n", ["table.csv:2: x: '1e400' is too large a number"]),
        ("x\n" + "9" * 99 + "\n", ["table.csv:2: x: '99999"]),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text: str, faults: list[str]):
    found = faults_of(text)
    assert [fault[: len(start)] for fault, start in zip(found, faults, strict=True)] == faults


def test_all_faults_of_a_file_are_told_at_once():
    assert len(faults_of("x;y;\n1.200;#REF!\n1;2;3\n5;6\n\u20ac 7;8\n")) == 4


def test_the_user_settles_what_a_number_is():
    text = "x;y\na;1.200\n"
    assert rows_of(text, decimal=".") == [["a", 1.2]]
    assert rows_of(text, decimal=",") == [["a", 1200]]
    assert faults_of("x\n3,5\n", decimal=".") == ["table.csv:2: x: '3,5' has no decimal point"]
    assert faults_of(text, decimal=";") == [
        "design.toml:7: decimal: ';' is no decimal mark (known here: ., ,)"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_letters_of_all_scripts_are_read(encoding: str):
    assert rows_of("x;y\n서해시;Köln\nกรุงเทพ;1\n".encode(encoding))[0] == ["서해시", "Köln"]


def test_latin_1_is_said_with_an_example():
    table = table_of("x;y\n1;Köln\n".encode("latin-1"))
    assert table.rows[0]["y"] == "Köln"
    assert table.notices[0].startswith("Latin-1 (Windows-1252): where 'Köln' in line 2 is wrong")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp949", "서울"), ("cp1251", "Москва"), ("shift-jis", "東京"), ("big5", "臺北")],
)
def test_other_alphabets_of_one_byte_are_never_taken_for_latin_1(encoding: str, text: str):
    (fault,) = faults_of(f"x;y\n1;{text}\n".encode(encoding))
    assert fault.startswith("table.csv:2: is neither UTF-8 nor Latin-1")
    assert fault.endswith("save it as CSV UTF-8")


def test_a_spreadsheet_itself_is_refused_with_what_to_do():
    assert faults_of(b"PK\x03\x04...") == [
        "table.csv: is a spreadsheet itself, not a table as text: save it as CSV UTF-8"
    ]


@pytest.mark.parametrize("name", ["../table.csv", "/etc/passwd", "a/b.csv", "..", "", "link.csv"])
def test_only_plain_names_in_the_own_folder_are_read(name: str, tmp_path: Path):
    (tmp_path / "own").mkdir()
    (tmp_path / "table.csv").write_text("x\n1\n")
    (tmp_path / "own" / "link.csv").symlink_to(tmp_path / "table.csv")
    with pytest.raises(ConfigError) as refused:
        read_csv(tmp_path / "own", name, ORIGIN)
    assert refused.value.faults[0].kind == "path_refused"
    assert refused.value.faults[0].line == 7


def test_a_pipe_is_refused_without_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "table.csv")
    with pytest.raises(ConfigError, match="is not a regular file"):
        read_csv(tmp_path, "table.csv", ORIGIN)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path):
    with (tmp_path / "table.csv").open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(ConfigError, match="is larger than 20,000,000 bytes"):
        read_csv(tmp_path, "table.csv", ORIGIN)


@pytest.mark.parametrize("row", ["\n", ",\n", "1\n"])
def test_a_file_of_too_many_cells_is_refused(row: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(csv_layout, "MAX_CELLS", 1000)
    (fault,) = faults_of("x\n" + row * 1001)
    assert "has more than 1,000 cells" in fault


# --- Every dialect in every encoding --------------------------------------------------------------

GROUPINGS = {".": [",", "'", " ", "\u00a0", ""], ",": [".", "’", " ", "\u202f", ""]}
PIECES = ["a", "zz", " ", ",", "é;", "\t", '"', "'", "Ñ.", "\n"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map(lambda text: f"q{''.join(text)}q")


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, Any]:
    mark = draw(st.sampled_from(".,"))
    return {
        "mark": mark,
        "grouping": draw(st.sampled_from(GROUPINGS[mark])),
        "separator": draw(st.sampled_from(",;\t")),
        "said": draw(st.booleans()),
        "ends": draw(st.sampled_from(["\n", "\r\n"])),
        "truth": draw(st.sampled_from([("TRUE", "FALSE"), ("WAHR", "FALSCH"), ("ya", "tidak")])),
        "blank": draw(st.integers(0, 2)),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "encoding": draw(
            st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
        ),
    }


def written(rows: list[list[Any]], dialect: dict[str, Any]) -> bytes:
    def cell(value: Any) -> str:
        match value:
            case None:
                return ""
            case bool():
                return dialect["truth"][not value]
            case int():
                return f"{value:,}".replace(",", dialect["grouping"])
            case float():
                return repr(value).replace(".", dialect["mark"])
        return value

    file = io.StringIO()
    ends = dialect["ends"]
    writer = csv.writer(
        file, delimiter=dialect["separator"], quoting=dialect["quoting"], lineterminator=ends
    )
    blank = [""] * dialect["blank"]
    writer.writerow(["name", "share", "people", "unit", *blank])
    writer.writerows([[*map(cell, row), *blank] for row in rows])
    said = f"sep={dialect['separator']}{ends}" if dialect["said"] else ""
    encoding = dialect["encoding"]
    if encoding == "cp1252" and "\u202f" in file.getvalue():
        encoding = "utf-8"
    return (said + file.getvalue() + ends * dialect["blank"]).encode(encoding)


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            TEXTS,
            st.one_of(st.none(), st.floats(0, 0.999).map(lambda share: round(share, 6))),
            st.one_of(st.none(), st.integers(-(10**9), 10**9)),
            st.one_of(st.none(), st.booleans()),
        ).map(list),
        max_size=6,
    ),
    dialects(),
)
@settings(max_examples=150)
def test_a_table_reads_equal_in_every_dialect_and_encoding(
    rows: list[list[Any]], dialect: dict[str, Any]
):
    rows = [["q", 0.25, 1, True], *rows]
    read = rows_of(written(rows, dialect))
    assert read == rows
    assert [list(map(type, row)) for row in read] == [list(map(type, row)) for row in rows]


@pytest.mark.slow
@given(
    st.one_of(
        st.binary(max_size=80),
        st.lists(
            st.sampled_from(
                b'a|1|1.200|3,5|,|;|\t|"|\n|\r|\xff\xfe|\0|%|sep=|\xe9|1e999|TRUE|\xc3'.split(b"|")
            ),
            max_size=30,
        ).map(b"".join),
    ),
    st.sampled_from([None, ".", ","]),
)
@settings(max_examples=400)
def test_whatever_the_bytes_are_they_are_read_or_refused_in_words(data: bytes, decimal: Any):
    try:
        table = table_of(data, decimal=decimal)
    except ConfigError as refused:
        assert {fault.file for fault in refused.faults} == {"table.csv"}  # noqa: PT017
        return
    assert len(table.rows) == len(table.lines) == len(table.written) > 0
    assert all(tuple(row) == table.columns for row in table.rows)
