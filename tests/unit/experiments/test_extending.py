"""Extended results are to the bit those of one go; what is there is kept, and never lost."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from pathlib import Path

import pytest

from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.execution.runner import design_of_run
from paradiplomacy_experiments.growth import extension
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results import replacement, store
from paradiplomacy_results.errors import DirectoryDiffersError, DiskError
from paradiplomacy_results.manifest import read_manifest
from paradiplomacy_results.reading import load
from tests.support.designs import FORGETTING, TWO
from tests.support.fake_engine import FakeEngine, scenario, stopped_after, use
from tests.support.growing import KEEP, design, files, swept, until

OLD = Path(__file__).parents[2] / "data" / "results-of-version-3"

ALTERNATIVES = """
[factors.memory]
alternatives.short.set."trust.forgetting" = 0.9
alternatives.long.set."trust.forgetting" = 0.99
"""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return results of the plain design, which tests copy."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        use(FakeEngine(), patch)
        swept(design(folder), folder / "out")
    return folder / "out"


@pytest.fixture
def out(kept: Path, tmp_path: Path) -> Path:
    """Copy them to where the test is."""
    shutil.copytree(kept, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """Return the hash of the contents of :data:`SIX` replicates in one go."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        use(FakeEngine(), patch)
        return swept(design(folder, SIX), folder / "whole").manifest.contents


SIX = "design.replicates=6"
LIGHT = '[keep]\ntables = ["runs"]\nindicators = ["trust"]\n'
"""Keeps what is needed where the tables are not the point."""


def computed(engine: FakeEngine) -> int:
    """Return the number of runs that the engine was asked for."""
    return sum(len(replicates) for replicates, _ in engine.calls)


MORE = {
    "replicates": ((), ("design.replicates=7",), 9),
    "levels": ((), ("factors.forgetting.levels=[0.5, 0.9, 0.95, 0.97, 0.99]",), 8),
    "both": ((), ("factors.forgetting.levels=[0.5, 0.9, 0.95, 0.99]", "design.replicates=5"), 8),
    "fewer indicators": ((), ("keep.indicators=['trust']",), 0),
    "fewer tables": ((), ("keep.tables=['series']", "design.replicates=5"), 3),
    "events": (("keep.events='none'",), ("keep.events='first'",), 3),
    "all events": (("keep.events='first'",), ("keep.events='all'",), 9),
    "fewer events": (("keep.events='all'",), ("keep.events='first'",), 0),
    "an indicator": ((), ("keep.indicators=['trust', 'cost', 'delivered']",), 12),
    "months": ((), ("scenario.months=24",), 12),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MORE)
def test_what_is_extended_is_to_the_bit_what_one_go_gives(
    engine: FakeEngine, out: Path, tmp_path: Path, name: str
) -> None:
    few, more, runs = MORE[name]
    if few:
        shutil.rmtree(out)
        swept(design(tmp_path, *few), out)
    engine.calls.clear()
    grown = swept(design(tmp_path, *few, *more), tmp_path / "out", extend=True)
    assert computed(engine) == grown.computed == runs
    whole = swept(design(tmp_path, *few, *more), tmp_path / "whole")
    assert grown.manifest.contents == whole.manifest.contents
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert verify(tmp_path / "out").faults == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["design.toml", "out", "whole"]


@pytest.mark.parametrize(
    ("sampler", "more"),
    [
        ('kind = "sobol"\npoints = 4', ("sampler.points=8",)),
        ('kind = "table"\nrows = [{forgetting = 0.9, people = 0.1}]', (
            "sampler.rows=[{forgetting = 0.85, people = 0.2}, {forgetting = 0.9, people = 0.1}]",
        )),
    ],
)  # fmt: skip
def test_samples_grow_by_what_their_points_are(
    engine: FakeEngine, tmp_path: Path, sampler: str, more: tuple[str, ...]
) -> None:
    text = f"{TWO}\n[sampler]\n{sampler}\n"
    first = swept(design(tmp_path, text=text, keep=LIGHT), tmp_path / "out")
    engine.calls.clear()
    longer = design(tmp_path, *more, text=text, keep=LIGHT)
    grown = swept(longer, tmp_path / "out", extend=True)
    assert computed(engine) == grown.runs - first.runs > 0
    whole = swept(longer, tmp_path / "whole")
    assert grown.manifest.contents == whole.manifest.contents


@pytest.mark.slow
def test_points_that_are_alike_are_kept_each(engine: FakeEngine, tmp_path: Path) -> None:
    text = f"{FORGETTING}\n[sampler]\nkind = 'lhs'\npoints = 8\n"
    first = swept(design(tmp_path, text=text, keep=LIGHT), tmp_path / "out")
    assert len(load(tmp_path / "out").runs["forgetting"].unique()) < first.manifest.points
    engine.calls.clear()
    longer = design(tmp_path, "sampler.blocks=2", "design.replicates=5", text=text, keep=LIGHT)
    grown = swept(longer, tmp_path / "out", extend=True)
    assert computed(engine) == grown.runs - first.runs
    whole = swept(longer, tmp_path / "whole")
    assert grown.manifest.contents == whole.manifest.contents


@pytest.mark.slow
def test_replicates_that_go_on_until_an_interval_is_narrow_go_on_further(
    engine: FakeEngine, tmp_path: Path
) -> None:
    few = design(tmp_path, head=until(6, 0.01), keep=LIGHT)
    swept(few, tmp_path / "out")
    engine.calls.clear()
    more = design(tmp_path, head=until(14, 0.005), keep=LIGHT)
    grown = swept(more, tmp_path / "out", extend=True)
    assert computed(engine) == 3 * (14 - 6)
    assert grown.manifest.contents == swept(more, tmp_path / "whole").manifest.contents
    with pytest.raises(DirectoryDiffersError):
        swept(few, tmp_path / "out", extend=True)


@pytest.mark.slow
def test_a_run_of_a_scenario_grows_too(engine: FakeEngine, tmp_path: Path) -> None:
    chosen = {"indicators": ["trust", "cost"]}
    swept(design_of_run(scenario(), replicates=8, chosen=chosen), tmp_path / "out")
    engine.calls.clear()
    more = design_of_run(scenario(), replicates=13, chosen=chosen)
    grown = swept(more, tmp_path / "out", extend=True)
    assert computed(engine) == 5
    assert grown.manifest.contents == swept(more, tmp_path / "whole").manifest.contents


@pytest.mark.slow
def test_an_extension_of_an_extension_and_of_an_incomplete_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stop, late = stopped_after(2)
    use(late, monkeypatch)
    assert not swept(design(tmp_path), tmp_path / "out", stop=stop, workers=1).complete
    engine = use(FakeEngine(), monkeypatch)
    for replicates in (6, 9):
        more = design(tmp_path, f"design.replicates={replicates}")
        grown = swept(more, tmp_path / "out", extend=True)
    assert computed(engine) < 27
    assert grown.manifest.contents == swept(more, tmp_path / "whole").manifest.contents


def test_extending_nothing_simply_runs_and_the_same_settings_resume(tmp_path: Path) -> None:
    first = swept(design(tmp_path), tmp_path / "out", extend=True)
    again = swept(design(tmp_path), tmp_path / "out", extend=True)
    assert (first.computed, again.computed) == (12, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("design.seed=2", "seed: 1 there, 2 now"),
        ("gate.patience=7", "gate.patience"),
        ("design.replicates=2", "replicates: 4 there, 2 now"),
        ("scenario.months=6", "months: 12 there, 6 now"),
        ("factors.forgetting.levels=[0.9, 0.95]", "1 point"),
        ("keep.series_every=5", "series_every"),
    ],
)
def test_what_is_no_growth_is_refused_with_the_key_that_differs(
    out: Path, tmp_path: Path, change: str, told: str
) -> None:
    before = files(tmp_path / "out")
    with pytest.raises(DirectoryDiffersError, match=told) as caught:
        swept(design(tmp_path, change), tmp_path / "out", extend=True)
    assert not caught.value.extendable
    assert files(tmp_path / "out") == before
    with pytest.raises(DirectoryDiffersError) as plain:
        swept(design(tmp_path, change), tmp_path / "out")
    assert "extend" not in str(plain.value)


def test_without_being_asked_the_refusal_says_that_extending_would_do(
    out: Path, tmp_path: Path
) -> None:
    with pytest.raises(DirectoryDiffersError, match=r"add what is missing .* with extend=True"):
        swept(design(tmp_path, "design.replicates=9"), out)


def test_a_level_that_changed_under_the_same_name_is_not_taken_for_the_old_one(
    tmp_path: Path,
) -> None:
    swept(design(tmp_path, text=ALTERNATIVES), tmp_path / "out")
    other = ALTERNATIVES.replace("0.99", "0.98") + 'alternatives.third.set."gate.patience" = 7\n'
    with pytest.raises(DirectoryDiffersError, match="memory=long"):
        swept(design(tmp_path, text=other), tmp_path / "out", extend=True)


def test_results_of_layout_3_are_refused_with_what_differs_and_stay(tmp_path: Path) -> None:
    shutil.copytree(OLD, tmp_path / "out")
    with pytest.raises(DirectoryDiffersError, match="schema_version: 3 there, 4 now"):
        swept(design(tmp_path), tmp_path / "out", extend=True)
    assert verify(tmp_path / "out").faults == []


def test_extending_and_overwriting_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="overwrite"):
        swept(design(tmp_path), tmp_path / "out", extend=True, overwrite=True)


class Killed(BaseException):
    """Stands for the death of the process."""


@pytest.mark.slow
@pytest.mark.parametrize("survived", range(5))
def test_killed_at_any_rename_the_same_command_completes_and_a_whole_result_stays(
    monkeypatch: pytest.MonkeyPatch,
    out: Path,
    tmp_path: Path,
    contents: str | None,
    survived: int,
) -> None:
    (out / "notes.txt").write_text("mine")
    (out / "figures").mkdir()
    (out / "figures" / "own.png").write_bytes(b"mine")
    derived = read_manifest(out).config_sha256.encode()
    (out / "figures" / "trust.png").write_bytes(derived)
    more = design(tmp_path, SIX)
    rename, left = replacement._rename, [survived]

    def until_killed(path: Path, target: Path) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        rename(path, target)

    monkeypatch.setattr(replacement, "_rename", until_killed)
    killed = False
    try:
        swept(more, out, extend=True)
    except Killed:
        killed = True
    assert killed == (survived < 4)
    whole = [
        place
        for place in tmp_path.glob("out*")
        if (place / "manifest.json").exists() and read_manifest(place).complete
    ]
    assert whole
    monkeypatch.setattr(replacement, "_rename", rename)
    grown = swept(more, out, extend=True)
    assert grown.manifest.contents == contents
    assert (out / "notes.txt").read_text() == "mine"
    assert [path.name for path in (out / "figures").iterdir()] == ["own.png"]
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out"]


def test_a_full_disk_leaves_the_old_results_and_the_same_command_goes_on(
    monkeypatch: pytest.MonkeyPatch, out: Path, tmp_path: Path, contents: str | None
) -> None:
    before = read_manifest(out).contents
    more = design(tmp_path, SIX)
    add_file, left = store.add_file, [7]

    def full(path: Path, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise DiskError(f"cannot write {path}: {os.strerror(errno.ENOSPC)}")
        add_file(path, data)

    monkeypatch.setattr(store, "add_file", full)
    with pytest.raises(DiskError):
        swept(more, out, extend=True)
    assert verify(out).faults == []
    assert read_manifest(out).contents == before
    monkeypatch.setattr(store, "add_file", add_file)
    assert swept(more, out, extend=True).manifest.contents == contents


@pytest.mark.slow
def test_a_stopped_extension_goes_on_and_another_one_is_refused_meanwhile(
    monkeypatch: pytest.MonkeyPatch, out: Path, tmp_path: Path
) -> None:
    before = read_manifest(out).contents
    stop, late = stopped_after(1)
    use(late, monkeypatch)
    more = design(tmp_path, "design.replicates=10")
    stopped = swept(more, out, extend=True, stop=stop, workers=1)
    assert not stopped.complete
    assert stopped.done > 12
    assert read_manifest(out).contents == before
    use(FakeEngine(), monkeypatch)
    with pytest.raises(DirectoryDiffersError, match="another extension was begun"):
        swept(design(tmp_path, "design.replicates=11"), out, extend=True)
    grown = swept(more, out, extend=True)
    assert grown.computed == 30 - stopped.done
    assert grown.manifest.contents == swept(more, tmp_path / "whole").manifest.contents


def test_a_damaged_file_is_not_kept_but_computed_anew(
    out: Path, tmp_path: Path, contents: str | None
) -> None:
    path = out / "series" / "part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    grown = swept(design(tmp_path, SIX), out, extend=True)
    assert grown.computed == 6 + 5
    assert grown.manifest.contents == contents


def test_it_is_said_before_the_work_how_much_is_kept_and_why_not_more(
    kept: Path, tmp_path: Path
) -> None:
    some = design(tmp_path, SIX)
    growth = extension.growth_to_come(some, out=kept)
    assert str(growth) == "12 of 18 runs are kept, 6 to come"
    longer = design(tmp_path, "scenario.months=24")
    growth = extension.growth_to_come(longer, out=kept)
    assert str(growth).startswith("0 of 12 runs are kept, 12 to come (12 months are there")
    wider = design(tmp_path, keep=KEEP.replace('"cost"', '"cost", "delivered"'))
    growth = extension.growth_to_come(wider, out=kept)
    assert "delivered is not stored" in str(growth)
    assert extension.growth_to_come(some, out=tmp_path / "nothing") is None


def test_a_stop_at_once_keeps_what_is_there(out: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert not swept(design(tmp_path, SIX), out, extend=True, stop=stop).complete
    assert read_manifest(out).complete


@pytest.mark.compiled
def test_the_compiled_engine_extends_to_the_bits_of_one_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    few = ("keep.series_every=2", "scenario.months=36")
    more = (*few, "keep.series_every=4", "factors.forgetting.levels=[0.9, 0.92, 0.95, 0.99]")
    swept(design(tmp_path, *few), tmp_path / "out")
    grown = swept(design(tmp_path, *more), tmp_path / "out", extend=True)
    assert grown.computed == 4
    whole = swept(design(tmp_path, *more), tmp_path / "whole")
    assert grown.manifest.contents == whole.manifest.contents
    assert files(tmp_path / "out") == files(tmp_path / "whole")
