"""Results of an older layout, with other indicators: read by what they say of themselves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_analysis import UnfitError, load
from paradiplomacy_analysis.verbs import analyse
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_experiments.inspection.points_summary import summarise_points
from paradiplomacy_results.errors import UnknownNameError
from paradiplomacy_results.manifest import read_manifest, reopened, write_manifest
from tests.support.command_line import call, printed

if TYPE_CHECKING:
    from paradiplomacy_analysis import Results

STORED = Path(__file__).parents[2] / "data" / "results-of-version-3"

UNKNOWN = "upkeep"
"""The indicator that they have and this version does not."""

LACKING = "cost"
"""The indicator that this version has, and reads first, and they do not have."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy that may be written to."""
    return shutil.copytree(STORED, tmp_path / "older")


@pytest.fixture
def older() -> Results:
    return load(STORED)


def test_they_are_of_another_layout_with_other_indicators(older: Results) -> None:
    assert older.manifest.schema_version == 3
    assert UNKNOWN not in INDICATORS
    assert INDICATORS[LACKING].headline
    assert LACKING not in older.indicators


def test_tables_come_with_their_columns_and_units(older: Results) -> None:
    assert len(older.runs) == 6
    assert older.runs["able"].unique().tolist() == [0.3, 0.7]
    assert older.units[UNKNOWN] == "person-days"
    assert older.columns[UNKNOWN].formula == "days of work that a tie took so far"
    assert older.columns["trust"].high == 1.0
    for table in ("runs", "series", "partnerships", "histories"):
        assert older.manifest.measured(table) == [
            name for name in older.read(table).columns if name in older.indicators
        ]


def test_level_and_headline_follow_from_the_tables_and_the_facts_of_that_version(
    older: Results,
) -> None:
    levels = {name: each.level for name, each in older.indicators.items()}
    of_the_world = {name for name, level in levels.items() if level == "world"}
    assert of_the_world == {"repairs", "norm_adoption"}
    assert older.indicators["trust"].headline
    assert not older.indicators["repairs"].headline
    assert older.manifest.constants.dormant_after == 12


def test_status_and_verify_find_them_whole(folder: Path) -> None:
    assert printed("status", str(folder)).splitlines()[1].startswith("complete: 6 of 6 runs")
    lines = printed("verify", str(folder)).splitlines()
    assert lines[0] == f"{folder}: complete, 12 files, sound"
    assert lines[1] == f"contents: {read_manifest(folder).contents}"


def test_unfinished_ones_are_held_against_the_columns_that_they_declare(folder: Path) -> None:
    write_manifest(folder, reopened(read_manifest(folder)))
    assert verify(folder).faults == []
    (folder / "series" / "part-00001.parquet").unlink()
    (fault,) = verify(folder).faults
    assert str(fault) == "runs/part-00001.parquet: its chunk lacks series"


def test_one_damaged_file_does_not_keep_the_others_from_being_understood(folder: Path) -> None:
    (folder / "runs" / "part-00000.parquet").write_bytes(b"")
    (fault,) = verify(folder).faults
    assert fault.path == "runs/part-00000.parquet"
    assert UNKNOWN in read_manifest(folder).indicators


def test_where_no_file_is_left_nothing_is_declared(folder: Path) -> None:
    for path in folder.glob("*/*.parquet"):
        path.unlink()
    assert read_manifest(folder).indicators == {}
    assert len(verify(folder).faults) == 12


def test_the_analysis_speaks_of_what_they_have_with_its_unit(folder: Path) -> None:
    printed("analyse", str(folder))
    document = json.loads((folder / "analysis" / "contrasts.json").read_text())
    units = {row["outcome"]: row["unit"] for row in document["tables"]["contrasts"]}
    assert units[UNKNOWN] == "person-days"
    assert LACKING not in units
    assert not any(LACKING in path.read_text().split(",") for path in folder.rglob("*.csv"))


def test_what_they_lack_is_refused_by_name_with_what_they_have(older: Results) -> None:
    with pytest.raises(UnknownNameError, match=f"no indicator '{LACKING}'.* there are .*{UNKNOWN}"):
        analyse(older, outcomes=[LACKING])


def test_success_is_an_expression_over_what_they_have(older: Results) -> None:
    with pytest.raises(UnfitError, match="discovery needs 100"):
        analyse(older, ["discovery"], success=f"{UNKNOWN} < 3")
    with pytest.raises(UnfitError, match=f"'{LACKING}' is no indicator"):
        analyse(older, ["discovery"], success=f"{LACKING} < 3")


@pytest.mark.slow
def test_all_fitting_figures_are_drawn(folder: Path) -> None:
    printed("plot", str(folder))
    drawn = {path.stem for path in (folder / "figures").iterdir()}
    assert drawn == {"forest", "interactions", "survival"}


def test_a_figure_of_what_was_not_recorded_says_so(folder: Path) -> None:
    done = call("plot", str(folder), "--figure", "trust")
    assert done.exit_code == exit_codes.CONFIG
    assert done.stderr.startswith(f"{folder} holds no trust_government, ")


@pytest.mark.slow
def test_the_report_has_the_unknown_indicator_and_not_the_lacking_one(folder: Path) -> None:
    printed("report", str(folder))
    text = (folder / "report.html").read_text()
    assert "<td>person-days</td>" in text
    assert "days of work that a tie took so far" in text
    assert "paradiplomacy 0.0.9" in text
    assert f"<td>{LACKING}</td>" not in text


def test_a_summary_of_points_and_a_comparison_take_them(folder: Path) -> None:
    summary = summarise_points(folder)
    assert list(summary.estimates[0]) == [
        name for name, each in read_manifest(folder).indicators.items() if each.headline
    ]
    assert "are identical" in printed("diff", str(folder), str(STORED))


def test_running_them_again_says_what_this_version_does_not_know(folder: Path) -> None:
    done = call("reproduce", str(folder))
    assert done.exit_code == exit_codes.CONFIG
    assert f"keep.indicators: '{UNKNOWN}' is none of the choices" in done.stderr
