"""``search`` on a cluster, and killed in the middle: the same bits as in one go on one machine."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results import provenance
from paradiplomacy_results.manifest import read_manifest
from tests.support.clusters import Cluster
from tests.support.command_line import call
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted_search import LEVERS, SEARCH, contents_of, found_in, written_search
from tests.unit.experiments.test_stopping import PATIENCE, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SMALL = SEARCH.replace("population = 8\ngenerations = 6", "population = 5\ngenerations = 4")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Give a cluster of one worker, all of whose processes end with the test."""
    found = Cluster(tmp_path / "cluster", nanny=False)
    try:
        yield found.start(1)
    finally:
        found.end()


@pytest.mark.slow
def test_a_cluster_finds_the_same_bits(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use(FakeEngine(), patch)
        here = found_in(tmp_path, LEVERS + SMALL, place="here")
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    there = found_in(tmp_path, LEVERS + SMALL, place="there", dask=cluster.address)
    assert contents_of(there) == contents_of(here)
    assert cluster.calls.read_text()
    longer: dict[str, Any] = {"overrides": ["search.judged=9"], "extend": True}
    grown = found_in(tmp_path, LEVERS + SMALL, place="there", dask=cluster.address, **longer)
    with pytest.MonkeyPatch.context() as patch:
        use(FakeEngine(), patch)
        assert contents_of(grown) == contents_of(
            found_in(tmp_path, LEVERS + SMALL, place="here", **longer)
        )


@pytest.mark.slow
def test_a_search_killed_again_and_again_ends_as_if_it_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(3)
    out, design = tmp_path / "out", written_search(tmp_path, LEVERS + SMALL)
    command = ["search", str(design), "--out", str(out), "--workers", "2"]
    use(FakeEngine(), monkeypatch)
    whole = search(design, out=tmp_path / "whole", progress=False)
    middle = 0
    for _ in range(3):
        process = started(out, 0.05, command)
        time.sleep(dice.random() * 0.4)
        process.kill()
        process.communicate(timeout=PATIENCE)
        begun = [*(out / "generations").glob("0*/manifest.json")]
        middle += any(not read_manifest(each.parent).complete for each in begun)
    assert middle
    assert call(*command).exit_code == 0
    assert [read_manifest(each).contents for each in (out, out / "front")] == contents_of(whole)
    assert verify(out).faults == []
    assert verify(out / "front").faults == []
    assert not list(out.rglob("*.tmp"))
    assert not list(out.rglob(".lock"))
    assert not (out / "generations").exists()
