"""Rows of evidence say what they give, and which time they speak of."""

from __future__ import annotations

from typing import Any

import pytest

from paradiplomacy_experiments.configuration.evidence import SUPPORT, Evidence, cited, evidence


def row(**changes: Any) -> Evidence:
    told = {
        "id": "E1", "statement": "so", "reference": "there", "gives": "code", "begins": "2009",
        "ends": "2010-06",
    }  # fmt: skip
    return Evidence(**(told | changes))


def test_only_effects_and_claims_speak_of_no_time() -> None:
    timeless = {row.gives for row in evidence().values() if not row.time}
    assert timeless == {"effect", "claim"}
    for gives in SUPPORT:
        with pytest.raises(ValueError, match="E1: from and to are years or months"):
            row(gives=gives, begins="", ends="")


def test_a_row_of_no_known_kind_or_time_is_refused() -> None:
    with pytest.raises(ValueError, match="E1: gives 'number', not value, code, event, effect"):
        row(gives="number")
    for begins in ("", "09", "2009-13", "2009-1", "about 2009"):
        with pytest.raises(ValueError, match="E1: from and to are years or months"):
            row(begins=begins)
    with pytest.raises(ValueError, match="E1: ends before it begins"):
        row(begins="2010-07")


@pytest.mark.parametrize(
    ("begins", "month", "later"),
    [
        ("2009", "2009-01", False),
        ("2009", "2008-12", True),
        ("2009-10", "2009-01", True),
        ("2009-10", "2009-10", False),
        ("1997", "2007-01", False),
    ],
)
def test_a_row_is_later_when_all_that_it_speaks_of_comes_after(
    begins: str, month: str, *, later: bool
) -> None:
    assert row(begins=begins, ends="2030").is_later_than(month) is later


def test_a_row_of_no_time_is_never_later() -> None:
    assert not row(gives="effect", begins="", ends="").is_later_than("1900-01")


def test_a_row_is_written_with_its_kind_and_time() -> None:
    assert str(row()) == "E1, code of 2009 to 2010-06: so [there]"
    assert str(row(begins="2009", ends="2009")) == "E1, code of 2009: so [there]"
    assert str(row(gives="effect", begins="", ends="")) == "E1, effect: so [there]"


def test_a_span_of_rows_stands_for_all_in_it() -> None:
    text = "E07, E12-E14 (P17b); D08c, P17a, P17."
    assert cited(text) == ["E07", "E12", "E13", "E14", "D08c", "P17", "P17a", "P17b"]
