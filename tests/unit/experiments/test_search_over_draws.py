"""What a search found is run over the same draws of the prior, policy by policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.reading import load
from tests.support.fake_engine import use
from tests.support.planted_search import LEVERS, SEARCH, Priced, written_search

if TYPE_CHECKING:
    from pathlib import Path

ROBUST = "\n[robust]\ndraws = 5\nreplicates = 2\n"


def test_every_policy_meets_the_same_draws_with_luck_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Priced(), monkeypatch)
    path = written_search(tmp_path, LEVERS + SEARCH + ROBUST)
    done = search(path, out=tmp_path / "out", progress=False)
    assert done.robust is not None
    found = load(tmp_path / "out" / "robust")
    drawn = found.manifest.design["robust"]["drawn"]
    policies = [rows[drawn] for _, rows in found.runs.groupby("levers")]
    assert len(policies) > 1
    assert all(len(rows.drop_duplicates()) == 5 for rows in policies)
    assert all((rows.to_numpy() == policies[0].to_numpy()).all() for rows in policies)
    # What the search sets itself is not drawn.
    assert "patience" not in drawn
    assert found.manifest.seed == load(tmp_path / "out").manifest.seed + 2


def test_more_draws_than_the_prior_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Priced(), monkeypatch)
    text = LEVERS + SEARCH + ROBUST.replace("draws = 5", "draws = 5000")
    with pytest.raises(ConfigError, match="are asked for"):
        search(written_search(tmp_path, text), out=tmp_path / "out", progress=False)
