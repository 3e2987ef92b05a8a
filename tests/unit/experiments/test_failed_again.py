"""Failed runs are computed again, the others kept, as long as what was mended changes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.execution.runner import design_of_run
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.manifest import Manifest, read_manifest
from tests.support.fake_engine import FakeEngine, scenario, use
from tests.support.growing import design, files, swept

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.design.loading import Design


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.mark.slow
def test_only_failed_runs_are_computed_again_to_the_bits_of_one_go(
    engine: FakeEngine, tmp_path: Path
) -> None:
    whole = swept(design(tmp_path), tmp_path / "whole")
    engine.failing = {1, 3}
    assert swept(design(tmp_path), tmp_path / "out").failed == 6
    engine.failing = set()
    engine.calls.clear()
    again = swept(design(tmp_path), tmp_path / "out", retry_failed=True)
    assert (again.computed, again.failed) == (6, 0)
    assert {r for replicates, _ in engine.calls for r in replicates} == {1, 3}
    assert again.manifest.contents == whole.manifest.contents
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.slow
def test_what_fails_again_is_a_failed_row_again_and_what_never_failed_is_left(
    engine: FakeEngine, tmp_path: Path
) -> None:
    engine.failing = {2}
    run = design_of_run(scenario(), replicates=6)
    swept(run, tmp_path / "out")
    again = swept(run, tmp_path / "out", retry_failed=True)
    assert (again.computed, again.failed) == (1, 1)
    engine.failing = set()
    assert swept(run, tmp_path / "out", retry_failed=True).failed == 0
    assert swept(run, tmp_path / "out", retry_failed=True).computed == 0


@pytest.mark.slow
def test_failed_runs_and_more_of_them_at_once(engine: FakeEngine, tmp_path: Path) -> None:
    engine.failing = {0}
    swept(design(tmp_path), tmp_path / "out")
    engine.failing = set()
    more = design(tmp_path, "design.replicates=5")
    with pytest.raises(DirectoryDiffersError, match="replicates"):
        swept(more, tmp_path / "out", retry_failed=True)
    again = swept(more, tmp_path / "out", retry_failed=True, extend=True)
    assert again.computed == 6
    assert again.manifest.contents == swept(more, tmp_path / "whole").manifest.contents


def mended(monkeypatch: pytest.MonkeyPatch, one: Design, sha256: str) -> None:
    """Have a custom file with this hash act in a design."""
    from paradiplomacy_experiments.execution import runner
    from paradiplomacy_experiments.growth import extension

    made = extension.manifest_of

    def with_file(*arguments: object, **options: object) -> Manifest:
        manifest = made(*arguments, **options)  # type: ignore[arg-type]
        return manifest.model_copy(update={"mechanism_files": {"mine.py": sha256}})

    for module in (extension, runner):
        monkeypatch.setattr(module, "manifest_of", with_file)


@pytest.mark.slow
def test_a_mended_file_that_changes_no_other_run_is_taken(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = design(tmp_path)
    engine.failing = {1}
    with monkeypatch.context() as patch:
        mended(patch, one, "old")
        swept(one, tmp_path / "out")
    engine.failing = set()
    with monkeypatch.context() as patch:
        mended(patch, one, "new")
        again = swept(one, tmp_path / "out", retry_failed=True)
        assert again.computed == 3
        assert read_manifest(tmp_path / "out").mechanism_files == {"mine.py": "new"}
        whole = swept(one, tmp_path / "whole")
    assert again.manifest.contents == whole.manifest.contents


@pytest.mark.slow
def test_a_mended_file_that_changes_other_runs_is_refused_with_them(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = design(tmp_path)
    engine.failing = {1}
    with monkeypatch.context() as patch:
        mended(patch, one, "old")
        swept(one, tmp_path / "out")
    before = files(tmp_path / "out")
    engine.failing = set()
    with monkeypatch.context() as patch:
        mended(patch, one, "new")
        other = FakeEngine()
        run_batch = other.run_batch
        other.run_batch = lambda config, *, seed, **rest: run_batch(config, seed=seed + 1, **rest)  # type: ignore[method-assign]
        use(other, patch)
        with pytest.raises(
            DirectoryDiffersError,
            match=r"mine\.py as it is now changes runs that had not failed \(run 0, run 1, ",
        ):
            swept(one, tmp_path / "out", retry_failed=True)
    assert files(tmp_path / "out") == before
