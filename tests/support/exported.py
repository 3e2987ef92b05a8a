"""Results whose names were chosen to break tables of other programs, to be exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis import Results, load
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.layout import TABLES
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FORMULA = "=cmd()|' /C calc'!A0"
HANGUL = "서울 \"구\", '동'"
LEVELS = (FORMULA, HANGUL, "@x", "-1")

_QUOTED = json.dumps(FORMULA), json.dumps(HANGUL, ensure_ascii=False)

WORLD = f"""
extends = ["baubau-seoul"]

[scenario]
months = 12

[cities.{_QUOTED[0]}]
name = "F"
country = "indonesia"
capacity = 0.5
unit = false
budget = 0

[cities.{_QUOTED[1]}]
name = "H"
country = "korea"
capacity = 0.5
unit = true
budget = 0

[partnerships.{_QUOTED[0]}]
name = "P"
cities = [{_QUOTED[0]}, {_QUOTED[1]}]
cultural_distance = 0.5
"""

_FACTOR = ", ".join(f"{json.dumps(x, ensure_ascii=False)} = 0.9{k}" for k, x in enumerate(LEVELS))

DESIGN = f"""
[design]
title = "Hostile"
question = "Does it break?"
scenario = "world.toml"
replicates = 2

[factors.month]
key = "trust.forgetting"
levels = {{ {_FACTOR} }}

[factors.patience]
key = "gate.patience"
levels = [36, 48]

[keep]
tables = {json.dumps(list(TABLES))}
indicators = ["trust", "approval_months", "cost", "realised_ratio"]
events = "all"
"""
"""A factor has the name of a column, and levels that are formulas, quoted, or of another script."""


def hostile(
    folder: Path, monkeypatch: pytest.MonkeyPatch, engine: FakeEngine | None = None
) -> Results:
    """Return results of all tables with such names, in few files of each table."""
    use(engine or FakeEngine(), monkeypatch)
    (folder / "world.toml").write_text(WORLD, "utf-8")
    (folder / "hostile.toml").write_text(DESIGN, "utf-8")
    run_design(load_design(folder / "hostile.toml"), out=folder / "out", chunk_runs=6)
    return load(folder / "out")


def read_csv(path: Path, **options: Any) -> pd.DataFrame:
    """Return a CSV file as pandas reads it, but with no number rounded, as older versions do."""
    options = {"keep_default_na": False, "na_values": [""], **options}
    frame = pd.read_csv(path, **options)
    texts = pd.read_csv(path, **{**options, "dtype": str})
    numbers = frame.select_dtypes("float").columns
    return frame.assign(**{name: texts[name].map(float) for name in numbers})
