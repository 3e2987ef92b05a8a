"""What an import of ties makes of the words of a table: dates, names of columns, ids."""

from __future__ import annotations

import pytest

from paradiplomacy_experiments.importing.dates import months_of
from paradiplomacy_experiments.importing.headers import Target, target_of
from paradiplomacy_experiments.importing.names import ids_of, slug


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1994", ["1994-01"]),
        ("1994-05", ["1994-05"]),
        ("1994-05-17", ["1994-05"]),
        ("05/1994", ["1994-05"]),
        ("17.5.1994", ["1994-05"]),
        ("17/05/1994|03/04/1999", ["1994-05", "1999-04"]),
        ("05/17/1994|03/04/1999", ["1994-05", "1999-03"]),
        ("03/04/1999", [""]),
        ("1994-13", [""]),
        ("some day", [""]),
    ],
)
def test_dates_are_read_as_months(text: str, months: list[str]) -> None:
    assert [month for month, _ in months_of(text.split("|"))] == months


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("City", ("city", "name")),
        ("Sister city", ("partner", "name")),
        ("Kota mitra", ("partner", "name")),
        ("city_b", ("partner", "name")),
        ("Country 2", ("partner", "country")),
        ("partner_population", ("partner", "population")),
        ("Einwohnerzahl", ("city", "population")),
        ("인구", ("city", "population")),
        ("Año", ("tie", "founded")),
        ("cultural_distance", ("tie", "cultural_distance")),
        ("trust", ("tie", "trust")),
        ("agreement.kind", ("tie", "agreement", "kind")),
        ("leader.drive", ("city", "leader", "drive")),
        ("partner agenda culture", ("partner", "agenda", "culture")),
    ],
)
def test_columns_are_recognised(header: str, target: tuple[str, ...]) -> None:
    assert target_of(header, "tie") == Target(target[0], target[1:])  # type: ignore[arg-type]


@pytest.mark.parametrize("header", ["notes", "distance", "id", "", "region"])
def test_other_columns_are_left_alone(header: str) -> None:
    assert target_of(header, "tie") is None


@pytest.mark.parametrize(
    ("name", "one"), [("Köslin am See", "koslin_am_see"), ("서해시", "seohaesi"), ("…", "")]
)
def test_ids_are_in_latin_letters(name: str, one: str) -> None:
    assert slug(name) == one


def test_ids_that_would_be_the_same_are_told_apart() -> None:
    names = {0: "Köln", 1: "Koln", 2: "koln 2", 3: "Koln"}
    ids = ids_of(names, "city", {})
    assert len(set(ids.values())) == 4
    assert set(ids.values()) >= {"koln", "koln_2"}
