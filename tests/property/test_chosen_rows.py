"""Rows of tables on request that a design chooses: the same from both engines, replay included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy import replay, sweep
from tests.support.designs import HEAD, written

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = """
[factors.forgetting]
key = "trust.forgetting"
levels = [0.9, 0.99]

[keep]
tables = ["runs", "papers"]

[keep.cities]
every = 7
columns = ["trust", "spent", "in_office", "lever_staff"]
ids = ["bandung"]

[keep.ngos]
every = 1
columns = ["funds"]

[keep.programmes]
"""


@pytest.mark.compiled
def test_chosen_rows_of_a_sweep_are_equal_from_both_engines_and_in_replay(tmp_path: Path) -> None:
    head = HEAD.replace("baubau-seoul", "bandung-seoul").replace("replicates = 4", "replicates = 2")
    design = written(tmp_path, CHOSEN, head.replace("= 12", "= 40"))
    one, other = (
        sweep(design, out=tmp_path / engine, engine=engine, workers=1, progress=False)
        for engine in ("compiled", "mesa")
    )
    assert one.report.manifest.tables == other.report.manifest.tables
    assert one.report.manifest.contents == other.report.manifest.contents
    rows = one.results.cities
    assert set(rows["city"]) == {"bandung"}
    assert sorted(set(rows["month"])) == [4, 11, 18, 25, 32, 39]
    assert rows["trust"].between(0.0, 1.0).all()
    assert len(one.results.programmes) > 0
    assert all(replay(one.results, run).equal for run in range(4))
