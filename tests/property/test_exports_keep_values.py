"""Whatever a table holds comes back from an export as the very same, where a format can hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from paradiplomacy_results.declared import DeclaredColumn
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.exporting import csv_files, feather, stata, xlsx
from paradiplomacy_results.exporting.origin import Origin
from paradiplomacy_results.exporting.sheets import Sheet
from paradiplomacy_results.formulas import inert
from tests.support.exported import read_csv

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

ROWS = 600
PIECES = 3
LARGEST = 8.9e307
"""Numbers above it are none of Stata's."""

TEXTS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'", '"', '""', "a,b", "a;b", "two\nlines", " space ",
    "서울", "القاهرة", "🏙️", "true", "NA", "1e3", "007", "x" * 3000, "</c><v>", "&amp;", "%d", None,
)  # fmt: skip

FACTS = {"contents": "0" * 64, "exported_by": "a test", "months": 12}
ORIGIN = Origin("name", "title", 1, 1, "2026-01-02T03:04:05+00:00", FACTS)


def drawn(seed: int) -> pa.Table:
    """Return rows of every kind: doubles of any bits, whole numbers with gaps, truths, texts."""
    rng = np.random.default_rng(seed)
    doubles = rng.integers(0, 2**64, ROWS, dtype=np.uint64).view(np.float64)
    usual = rng.random(ROWS)
    numbers = np.where(rng.random(ROWS) < 0.5, usual, doubles)
    numbers[~np.isfinite(numbers) | (np.abs(numbers) > LARGEST)] = np.nan
    numbers[:4] = [0.1 + 0.2, 5e-324, -0.0, LARGEST]
    whole = [None if gap else int(n) for n, gap in zip(
        rng.integers(-(2**31) + 1000, 2**31 - 1000, ROWS), rng.random(ROWS) < 0.2, strict=True
    )]  # fmt: skip
    return pa.table(
        {
            "run": np.arange(ROWS),
            "number": numbers,
            "whole": pa.array(whole, pa.int64()),
            "truth": rng.random(ROWS) < 0.5,
            "text": pa.array([TEXTS[k] for k in rng.integers(0, len(TEXTS), ROWS)], pa.string()),
        }
    )


def sheet_of(table: pa.Table) -> Sheet:
    """Return a sheet that gives a table in pieces."""
    kinds: dict[str, Any] = {
        "run": "whole", "number": "number", "whole": "whole", "truth": "truth", "text": "text"
    }  # fmt: skip
    columns = {name: DeclaredColumn(kind=kinds[name], formula=name) for name in table.schema.names}
    step = -(-len(table) // PIECES)
    return Sheet(
        "runs", "a table", columns, (), len(table),
        lambda: (table.slice(start, step) for start in range(0, len(table), step)),
    )  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Return what a file holds, to a reader that takes nothing for missing but what is empty."""
    texts: dict[str, Any] = {"keep_default_na": False, "na_values": {"number": [""], "whole": [""]}}
    if path.suffix == ".csv":
        return read_csv(path, dtype={"text": str}, **texts)
    if path.suffix == ".xlsx":
        return pd.read_excel(path, "runs", dtype={"text": str}, **texts)
    if path.suffix == ".dta":
        return pd.read_stata(path)
    return pd.read_feather(path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("module", [csv_files, xlsx, stata, feather], ids=lambda m: m.__name__[33:])
def test_every_value_comes_back(tmp_path: Path, module: ModuleType, seed: int) -> None:
    table = drawn(seed)
    (file,) = module.write(tmp_path, [sheet_of(table)], ORIGIN).values()
    found = read(tmp_path / file)
    assert found["run"].tolist() == list(range(ROWS))
    bits = found["number"].to_numpy(np.float64).view(np.uint64)
    wanted = table["number"].to_numpy()
    same = bits == wanted.view(np.uint64)
    if module is xlsx:  # whose readers know one zero only
        same |= (wanted == 0.0) & (found["number"].to_numpy() == 0.0)
    both_undefined = np.isnan(wanted) & found["number"].isna().to_numpy()
    assert (same | both_undefined).all()
    whole = [None if pd.isna(value) else int(value) for value in found["whole"]]
    assert whole == table["whole"].to_pylist()
    truths = [str(value).lower() == "true" for value in found["truth"]]
    assert truths == table["truth"].to_pylist()
    texts = [None if pd.isna(text) or text == "" else text for text in found["text"].astype(object)]
    expected = table["text"].to_pylist()
    assert texts == ([inert(text) for text in expected] if module is csv_files else expected)


def test_more_texts_than_stata_has_labels_for_are_texts(tmp_path: Path) -> None:
    texts = [f"baubau~city-{number:05}" for number in range(3000)]
    table = pa.table({"run": range(3000), "text": texts})
    (file,) = stata.write(tmp_path, [sheet_of(table)], ORIGIN).values()
    assert pd.read_stata(tmp_path / file)["text"].tolist() == texts


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1.7e308])
def test_a_number_that_stata_does_not_know_is_refused(tmp_path: Path, value: float) -> None:
    table = pa.table({"run": [0, 1], "number": [0.5, value]})
    with pytest.raises(UnfitError, match="number of runs has a number that is larger than any"):
        stata.write(tmp_path, [sheet_of(table)], ORIGIN)
