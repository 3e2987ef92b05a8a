"""Parts of a design, run apart and put together, are the design in one go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.growth.merging import merge
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_experiments.inspection.points_summary import summarise_points
from paradiplomacy_experiments.inspection.reproduction import reproduce
from paradiplomacy_experiments.inspection.status import status
from paradiplomacy_experiments.verbs import sweep
from paradiplomacy_results.design_part import DesignPart, read_part
from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    DirectoryDiffersError,
    PartsError,
)
from paradiplomacy_results.manifest import read_manifest
from paradiplomacy_results.reading import load
from tests.support.command_line import ROOTS
from tests.support.designs import HEAD
from tests.support.fake_engine import FakeEngine, stopped_after, use
from tests.support.growing import design, files, swept, until

if TYPE_CHECKING:
    from pathlib import Path

FIVE = '[factors.forgetting]\nkey = "trust.forgetting"\nlevels = [0.9, 0.92, 0.94, 0.96, 0.98]\n'


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


def parts(folder: Path, of: int, head: str = HEAD) -> list[Path]:
    """Run all parts of a design of five points."""
    one = design(folder, text=FIVE, head=head)
    places = [folder / f"part-{number}" for number in range(1, of + 1)]
    for number, place in enumerate(places, 1):
        swept(one, place, part=f"{number}/{of}")
    return places


@pytest.mark.slow
@pytest.mark.parametrize("head", [HEAD, until(12, 0.3)], ids=["fixed", "until"])
def test_parts_put_together_are_the_sweep_in_one_go(
    engine: FakeEngine, tmp_path: Path, head: str
) -> None:
    places = parts(tmp_path, 3, head)
    before = [files(place) for place in places]
    engine.calls.clear()
    merged = merge(places[::-1], out=tmp_path / "merged")
    assert engine.calls == []
    whole = swept(design(tmp_path, text=FIVE, head=head), tmp_path / "whole", chunk_runs=None)
    assert merged.report.manifest.contents == whole.manifest.contents
    assert files(tmp_path / "merged") == files(tmp_path / "whole")
    assert verify(tmp_path / "merged").faults == []
    assert [files(place) for place in places] == before
    assert merge(places, out=tmp_path / "merged").report.computed == 0


def test_a_part_has_runs_of_its_own_numbers_and_the_points_of_the_design(tmp_path: Path) -> None:
    _, second, _ = parts(tmp_path, 3)
    runs = load(second).runs
    assert runs["run"].tolist() == list(range(8))
    assert runs["point"].tolist() == [1, 4] * 4
    assert runs["forgetting"].tolist() == [0.92, 0.98] * 4
    manifest = read_manifest(second)
    assert (manifest.part, manifest.points, manifest.runs) == ("2/3", 5, 8)


@pytest.mark.slow
def test_a_part_is_looked_after_like_any_results(tmp_path: Path) -> None:
    _, second, _ = parts(tmp_path, 3)
    assert verify(second).faults == []
    assert (status(second).runs, status(second).done) == (8, 8)
    again = reproduce(second)
    assert (again.differing, again.reasons) == (0, ())
    summary = summarise_points(second)
    assert [levels["forgetting"] for levels in summary.levels] == [0.92, 0.98]
    assert summary.runs == [4, 4]


@pytest.mark.slow
def test_a_part_is_resumed_by_its_own_command_only_and_grows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = design(tmp_path, text=FIVE)
    stop, late = stopped_after(1)
    use(late, monkeypatch)
    swept(one, tmp_path / "a", part="1/2", stop=stop, workers=1)
    assert status(tmp_path / "a").runs == 12
    use(FakeEngine(), monkeypatch)
    for other in (None, "2/2"):
        with pytest.raises(DirectoryDiffersError, match="part"):
            swept(one, tmp_path / "a", part=other)
    assert swept(one, tmp_path / "a", part="1/2").complete
    grown = swept(one, tmp_path / "a", extend=True)
    assert grown.computed == 8
    assert grown.manifest.contents == swept(one, tmp_path / "whole").manifest.contents


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("5/4", "there is no part 5 of 4"),
        ("0/4", "written K/N"),
        ("x", "written K/N"),
        ("1/6", "has 5 points, too few for 6 parts"),
    ],
)
def test_parts_that_there_cannot_be_are_refused(tmp_path: Path, part: str, told: str) -> None:
    with pytest.raises(OptionsError, match=told):
        sweep(design(tmp_path, text=FIVE), part=part, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_part_goes_by_default_into_a_directory_that_says_so() -> None:
    assert read_part("2/4") == DesignPart(2, 4)
    assert DesignPart(2, 4).name_of("budget") == "budget-part-2-of-4"
    assert list(DesignPart(2, 4).points(10)) == [1, 5, 9]


def refused(places: list[Path], out: Path) -> str:
    """Return why some directories are not put together; nothing is written."""
    with pytest.raises(PartsError) as caught:
        merge(places, out=out)
    assert not out.exists()
    return str(caught.value)


@pytest.mark.slow
def test_what_is_not_all_parts_of_one_design_is_refused_with_every_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "merged"
    one, two, three = parts(tmp_path, 3)
    assert "part 2 of 3 is missing" in refused([one, three], out)
    assert "part 1 of 3 is given twice" in refused([one, one, two, three], out)
    shutil.copytree(one, tmp_path / "copy")
    assert "copy" in refused([one, tmp_path / "copy", two, three], out)
    swept(design(tmp_path, text=FIVE), tmp_path / "whole")
    assert "has all its points" in refused([one, tmp_path / "whole"], out)
    swept(design(tmp_path, "design.seed=2", text=FIVE), tmp_path / "other", part="2/3")
    assert "seed: 1 in" in refused([one, tmp_path / "other", three], out)
    swept(design(tmp_path, text=FIVE), tmp_path / "half", part="2/2")
    told = refused([one, tmp_path / "half"], out)
    assert "is part 1/3" in told
    assert "is part 2/2" in told
    stop, late = stopped_after(1)
    use(late, monkeypatch)
    begun = tmp_path / "begun"
    swept(design(tmp_path, text=FIVE), begun, part="2/3", stop=stop, workers=1, chunk_runs=2)
    assert "is incomplete" in refused([one, begun, three], out)
    with pytest.raises(OptionsError, match="one of the parts"):
        merge([one, two, three], out=two)


def test_a_damaged_part_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    places = parts(tmp_path, 3)
    path = places[1] / "series" / "part-00000.parquet"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DirectoryDamagedError):
        merge(places, out=tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


@pytest.mark.compiled
@pytest.mark.slow
def test_parts_of_two_processes_are_one_sweep(tmp_path: Path) -> None:
    path = tmp_path / "design.toml"
    design(tmp_path, text=FIVE)
    sweeping = [sys.executable, "-m", "paradiplomacy_cli", "sweep", str(path), "--quiet"]
    some = (["--part", "1/2"], ["--part", "2/2"], ["--out", "whole"])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    jobs = [subprocess.Popen([*sweeping, *options], cwd=tmp_path, env=env) for options in some]
    assert [job.wait() for job in jobs] == [0, 0, 0]
    places = [tmp_path / "results" / f"design-part-{number}-of-2" for number in (1, 2)]
    merged = merge(places, out=tmp_path / "merged")
    assert verify(tmp_path / "merged").faults == []
    assert merged.report.computed == 0
    assert merged.report.manifest.contents == read_manifest(tmp_path / "whole").contents
