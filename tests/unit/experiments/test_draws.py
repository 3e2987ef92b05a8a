"""Points and draws of one's own: what a CSV file says is read as meant, or told at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from tests.support.designs import HEAD, levels, made

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.design.loading import Design

DRAWN = """
[factors.money]
key = "cities.*.budget"
change = "times"

[factors.patience]
key = "gate.patience"

[levers.unit.set]
"cities.baubau.unit" = true
[levers.seoul.set]
"cities.seoul.unit" = true
"""
DRAWS = "chain,money,patience\n1,0.8,20\n1,1.1,25\n2,1.4,31\n2,0.9,22\n3,1.0,27\n"
LABELS = ("none", "unit", "seoul", "unit+seoul")


def drawn(folder: Path, *overrides: str, sampler: str = "", text: str = DRAWN) -> Design:
    folder.mkdir(exist_ok=True)
    (folder / "draws.csv").write_text(DRAWS)
    asked = f'[sampler]\nkind = "draws"\nfile = "draws.csv"\n{sampler}'
    head = HEAD.replace("[settings]", 'combine = "all combinations"\n[settings]')
    return made(folder, text + asked, *overrides, head=head)


def test_all_levels_of_other_factors_are_run_over_the_same_draws(tmp_path: Path) -> None:
    design = drawn(tmp_path)
    assert design.size.points == 5 * 4
    found = [tuple(row.values()) for row in levels(design)]
    pairs = [(0.8, 20), (1.1, 25), (1.4, 31), (0.9, 22), (1.0, 27)]
    assert found == [(*pair, lever) for pair in pairs for lever in LABELS]
    assert design.layout.factors == {"money": "number", "patience": "whole", "levers": "text"}
    assert design.points.config(9).gate.patience == 31
    assert design.points.config(9).cities["baubau"].unit
    assert any("left out, for they are no factors: chain" in each for each in design.notices)


def test_a_factor_of_draws_is_a_range_over_its_whole_column(tmp_path: Path) -> None:
    for overrides in ((), ("sampler.points=2",)):
        section = drawn(tmp_path, *overrides).file.factors
        assert (section["money"].low, section["money"].high) == (0.8, 1.4)
        assert (section["patience"].low, section["patience"].high) == (20.0, 31.0)


@pytest.mark.parametrize("pick", ["in order", "without replacement", "with replacement"])
def test_more_draws_begin_with_fewer_whichever_are_picked(tmp_path: Path, pick: str) -> None:
    sampler = f'pick = "{pick}"\nseed = 3\n'
    few, many = (
        levels(drawn(tmp_path, f"sampler.points={points}", sampler=sampler)) for points in (2, 5)
    )
    assert many[: len(few)] == few
    rows = [tuple(row.values())[:2] for row in many[::4]]
    assert (len(set(rows)) == 5) == (pick != "with replacement")
    assert (rows[:2] == [(0.8, 20), (1.1, 25)]) == (pick == "in order")
    again = levels(drawn(tmp_path, "sampler.points=5", sampler=sampler))
    other = levels(drawn(tmp_path, "sampler.points=5", "sampler.seed=4", sampler=sampler))
    assert again == many
    assert (other == many) == (pick == "in order")


@pytest.mark.slow
def test_more_draws_than_there_are_can_only_be_taken_with_replacement(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"draws.csv has 5 draws, 6 are asked for"):
        drawn(tmp_path, "sampler.points=6")
    more = drawn(tmp_path, "sampler.points=60", sampler='pick = "with replacement"\n')
    assert more.size.points == 60 * 4


def test_correlations_of_draws_are_kept(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    one = generator.random(200)
    lines = [f"{0.5 + a},{20 + int(20 * a)}" for a in one.tolist()]
    sampler = '[sampler]\nkind = "draws"\nfile = "c.csv"\npoints = 50\npick = "with replacement"\n'
    (tmp_path / "c.csv").write_text("\n".join(["money,patience", *lines]) + "\n")
    rows = levels(made(tmp_path, DRAWN.split("[levers", maxsplit=1)[0] + sampler))
    both = np.array([list(row.values()) for row in rows], dtype=float)
    assert np.corrcoef(both.T)[0, 1] > 0.99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("1.4,31", "1.4,31.5"), r"draws\.csv:4: patience: 31\.5 is no whole number"),
        (("1.4,31", "1.4,-1"), r"draws\.csv:4: patience: -1 is out of bounds: gate\.patience is"),
        (("1.4,31", "1.4,"), r"draws\.csv:4: patience: has no level here"),
        (("money,patience", "x,y"), r"draws\.csv:1: has no column of a factor: its columns are "),
        (
            ("money,patience", "money,y"),
            r"design\.toml:\d+: factors\.patience: needs a column among those listed, levels",
        ),
    ],
)
def test_faults_of_draws_are_told_where_they_stand(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    (tmp_path / "draws.csv").write_text(DRAWS.replace(*change))
    text = f'{DRAWN}[sampler]\nkind = "draws"\nfile = "draws.csv"\n'
    with pytest.raises(ConfigError, match=message):
        made(tmp_path, text)


def test_factors_beside_draws_need_levels(tmp_path: Path) -> None:
    text = DRAWN + '[factors.f]\nkey = "trust.forgetting"\nlow = 0.8\nhigh = 0.9\n'
    with pytest.raises(ConfigError, match=r"factors\.f: draws needs a column of its draws, levels"):
        drawn(tmp_path, text=text)


# Tables.


MONEY_AND_UNIT = """
[factors.money]
key = "cities.baubau.budget"
levels = [6.5, 12.0, 24.0]
[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
[sampler]
kind = "table"
file = "p.csv"
"""


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfmoney,unit\r\n6.5,FALSE\r\n12,TRUE\r\n24,FALSE\r\n\r\n",
        b"unit;money\nfalsch;6,5\nwahr;12,0\nfalsch;24\n;\n",
        "unit\tmoney\r\nno\t6.5\r\nyes\t12\r\nno\t24.00\r\n".encode("utf-16"),
    ],
)
def test_a_table_of_a_spreadsheet_is_read_as_meant(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.csv").write_bytes(data)
    assert [(row["money"], row["unit"]) for row in levels(made(tmp_path, MONEY_AND_UNIT))] == [
        (6.5, False),
        (12.0, True),
        (24.0, False),
    ]


def test_continuous_points_of_ones_own_are_run(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("city_capacity,money\n0.31,14.2\n0.62,40.75\n0.44,22.0\n")
    text = (
        '[factors.city_capacity]\nkey = "cities.baubau.capacity"\nlow = 0.2\nhigh = 0.9\n'
        '[factors.money]\nkey = "cities.baubau.budget"\nlow = 6.0\nhigh = 60.0\n'
        '[sampler]\nkind = "table"\nfile = "p.csv"\n'
    )
    design = made(tmp_path, text)
    assert levels(design)[1] == {"city_capacity": 0.62, "money": 40.75}
    assert design.points.config(2).cities["baubau"].capacity == 0.44
    with pytest.raises(ConfigError, match=r"p\.csv:3: money: 40\.75 is no value between 6 and 40"):
        made(tmp_path, text.replace("high = 60.0", "high = 40.0"))


@pytest.mark.slow
def test_a_column_of_many_numbers_is_a_range_and_one_of_few_is_levels(tmp_path: Path) -> None:
    text = (
        '[factors.money]\nkey = "cities.baubau.budget"\n[factors.unit]\nkey = "cities.*.unit"\n'
        '[sampler]\nkind = "table"\nfile = "p.csv"\n'
    )
    for count in (5, 200):
        rows = [f"{6.0 + 0.25 * number},{number % 2 == 0}" for number in range(count)]
        (tmp_path / "p.csv").write_text("\n".join(["money,unit", *rows]) + "\n")
        design = made(tmp_path, text)
        money, unit = design.points.factors
        assert (money.range is not None) == (count == 200)
        assert [level.label for level in unit.levels] == [True, False]
        assert [row["money"] for row in levels(design)] == [6.0 + 0.25 * k for k in range(count)]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("money,unit\n6.5,true\n13,false\n", r"p\.csv:3: money: 13 is none of its levels"),
        ("money,unit\n\n6.5,true\n,false\n", r"p\.csv:4: money: has no level here"),
        ("money\n6.5\n12\n", r"p\.csv:1: unit: has no column"),
        ("money,unit,x\n6.5,true,1\n", r"p\.csv:2: x: is no factor"),
        ("money,unit\n6.5,2\n", r"p\.csv:2: unit: 2 is none of its levels"),
    ],
)
def test_faults_of_a_table_are_told_at_the_line_of_its_file(
    tmp_path: Path, cells: str, message: str
) -> None:
    (tmp_path / "p.csv").write_text(cells)
    text = (
        '[factors.money]\nkey = "cities.baubau.budget"\nlevels = [6.5, 12.0]\n'
        '[factors.unit]\nkey = "cities.baubau.unit"\nlevels = [false, true]\n'
        '[sampler]\nkind = "table"\nfile = "p.csv"\n'
    )
    with pytest.raises(ConfigError, match=message):
        made(tmp_path, text)


def test_names_of_levels_win_over_what_a_word_could_mean(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("a\nyes\nno\nyes\n")
    text = (
        '[factors.a]\nkey = "cities.baubau.unit"\nlevels = { yes = true, no = false }\n'
        '[sampler]\nkind = "table"\nfile = "p.csv"\n'
    )
    assert [row["a"] for row in levels(made(tmp_path, text))] == ["yes", "no", "yes"]


def test_a_file_and_rows_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("a\n20\n")
    text = '[factors.a]\nkey = "gate.patience"\n[sampler]\nkind = "table"\nfile = "p.csv"\n'
    with pytest.raises(ConfigError, match="has both file and rows; one is enough"):
        made(tmp_path, text + "rows = [{ a = 20 }]\n")
    with pytest.raises(ConfigError, match="table needs a file, or rows"):
        made(tmp_path, text.replace('file = "p.csv"\n', ""))
