"""Frames from pieces: what Arrow would give of the whole, and never more than a piece beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from paradiplomacy_results.frames import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 50


def piece(number: int, names: tuple[str, ...] = ("one", "two")) -> pa.Table:
    """Return rows of every type that a table has."""
    rng = np.random.default_rng(number)
    values = rng.random(ROWS)
    values[::7] = np.nan
    texts = pa.array([names[k % len(names)] for k in range(ROWS)])
    return pa.table(
        {
            "run": np.arange(ROWS) + number * ROWS,
            "mode": texts.dictionary_encode(),
            "trust": values,
            "unit": rng.random(ROWS) < 0.5,
            "programme": pa.array([None, *range(1, ROWS)], pa.int64()),
            "error": pa.array([None] * ROWS, pa.string()),
        }
    )


def test_a_frame_is_that_of_all_pieces_together() -> None:
    pieces = [piece(0), piece(1, ("three", "one")), piece(2)]
    whole = pa.concat_tables(pieces).unify_dictionaries().to_pandas()
    whole["programme"] = whole["programme"].astype("Int64")
    whole["error"] = whole["error"].astype(pd.CategoricalDtype(pd.Index([], dtype=object)))
    pd.testing.assert_frame_equal(joined(iter(pieces), 3 * ROWS), whole)


def test_numbers_can_be_written_to() -> None:
    frame = joined(iter([piece(0)]), ROWS)
    frame.loc[3, "trust"] = 2.0
    assert frame.loc[3, "trust"] == 2.0


def test_pieces_with_different_columns_are_refused() -> None:
    with pytest.raises(pa.ArrowInvalid):
        joined(iter([piece(0), piece(1).drop_columns(["unit"])]), 2 * ROWS)


def test_a_piece_is_gone_before_the_next_one() -> None:
    held: list[int] = []

    def numbers() -> Iterator[pa.Table]:
        for _ in range(20):
            held.append(pa.total_allocated_bytes())
            yield pa.table({"trust": pa.array(range(10_000), pa.float64())})

    joined(numbers(), 200_000)
    # The last piece is still there when the next is asked for, and no other.
    assert held[-1] - held[0] <= 2 * 10_000 * 8
