"""What a search found is run over the same draws, policy by policy: the prior's, or those left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.matching import matching
from paradiplomacy_experiments.searching.robustness import policies_of
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.aims import aims_of
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.manifest import read_manifest, reopened, write_manifest
from paradiplomacy_results.reading import load
from paradiplomacy_results.waves import wave_name, waves_of
from tests.support.command_line import call
from tests.support.fake_engine import use
from tests.support.legible import illegible
from tests.support.planted_search import (
    LEVERS,
    SEARCH,
    Priced,
    contents_of,
    found_in,
    written_search,
)

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.finished import FinishedSearch
    from paradiplomacy_results.reading import Results

FEW = (
    SEARCH.replace("population = 8", "population = 4")
    .replace("generations = 6", "generations = 2")
    .replace("judged = 6", "judged = 2")
)
"""A search of as few points as suffice to find several policies."""

ROBUST = "\n[robust]\ndraws = 5\nreplicates = 2\n"

OF = ROBUST.replace("draws = 5", 'draws = 5\nof = "matching"')

KEPT = (9, 2, 13, 4, 11, 5)
"""Draws that the planted record leaves of a wave, in no order that anything else would give."""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Priced:
    return use(Priced(), monkeypatch)


@pytest.fixture(scope="module")
def two_waves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two waves, which tests only read or copy."""
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        return matched(tmp_path_factory.mktemp("waves"))


@pytest.fixture(scope="module")
def found_there(two_waves: Path) -> FinishedSearch:
    """Return a search beside the waves, held against what is left of them; tests only read it."""
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        return held(two_waves.parent)


@pytest.fixture
def waves(two_waves: Path, tmp_path: Path) -> Path:
    """Copy the waves to where the test is; return their folder."""
    shutil.copytree(two_waves, tmp_path / "matching")
    return tmp_path / "matching"


def matched(folder: Path, seed: int = 1) -> Path:
    """Run two waves, the second of which has draws of its own; return their folder."""
    units = np.random.default_rng(seed).random((16, 29))
    waves = iter([units, None])
    matching(
        lambda _: next(waves), draws=16, replicates=2, out=folder / "matching", progress=False,
        overwrite=(folder / "matching").exists(),
    )  # fmt: skip
    return folder / "matching"


def left(folder: Any) -> tuple[Results, list[int]]:
    """Tell which draws the planted record leaves of the last wave."""
    return load(waves_of(folder)[-1]), list(KEPT)


def held(folder: Path, text: str = LEVERS + FEW + OF, **settings: Any) -> FinishedSearch:
    """Search, and hold what is found against draws that are left."""
    return found_in(folder, text, **{"left": left, **settings})


@pytest.fixture(scope="module")
def over_the_prior(tmp_path_factory: pytest.TempPathFactory) -> FinishedSearch:
    """Return a search held against draws of the prior, which tests only read."""
    with pytest.MonkeyPatch.context() as patch:
        use(Priced(), patch)
        return found_in(tmp_path_factory.mktemp("prior"), LEVERS + FEW + ROBUST)


@pytest.mark.slow
def test_every_policy_meets_the_same_draws_with_luck_of_its_own(
    over_the_prior: FinishedSearch,
) -> None:
    assert over_the_prior.robust is not None
    out = over_the_prior.directory
    found = load(out / "robust")
    drawn = found.manifest.design["robust"]["drawn"]
    policies = [rows[drawn] for _, rows in found.runs.groupby("levers")]
    assert len(policies) > 1
    assert all(len(rows.drop_duplicates()) == 5 for rows in policies)
    assert all((rows.to_numpy() == policies[0].to_numpy()).all() for rows in policies)
    # What the search sets itself is not drawn.
    assert "patience" not in drawn
    assert found.manifest.seed == load(out).manifest.seed + 2


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_the_figure_of_what_a_search_found_names_it_once_and_can_be_read(
    over_the_prior: FinishedSearch, size: str
) -> None:
    done = over_the_prior
    assert done.robust is not None
    found = load(done.robust.directory)
    assert found.manifest.title.endswith(", over draws")
    figure = FIGURES["robust"].draw(found, size=size)
    figure.draw_without_rendering()
    title = " ".join(figure.get_suptitle().split())
    assert title.startswith(f"{load(done.directory).manifest.title}: Least regret in trust has")
    heads = [axes.get_title(loc="left") for axes in figure.axes]
    assert heads == ["trust, both tracks", "cost"]
    assert illegible(figure) == []


def test_more_draws_than_the_prior_has_are_refused(tmp_path: Path) -> None:
    text = LEVERS + FEW + ROBUST.replace("draws = 5", "draws = 5000")
    with pytest.raises(ConfigError, match="are asked for"):
        search(written_search(tmp_path, text), out=tmp_path / "out", progress=False)


def test_of_policies_that_do_the_same_one_is_held_against_draws() -> None:
    values = pd.DataFrame({"trust": [0.5, 0.5, 0.6, 0.6], "cost": [1.0, 1.0, 2.0, 2.0]})
    aims = aims_of({"maximise": ["trust"], "minimise": ["cost"]}, ["trust", "cost"])
    assert policies_of(aims, values) == [2, 0]


@pytest.mark.slow
def test_the_draws_that_the_record_leaves_of_the_last_wave_are_met_in_their_order(
    found_there: FinishedSearch, two_waves: Path
) -> None:
    assert found_there.robust is not None
    found = load(found_there.robust.directory)
    drawn = found.manifest.design["robust"]["drawn"]
    last = load(two_waves / wave_name(2))
    wanted = [last.manifest.design["sampler"]["rows"][number] for number in KEPT[:5]]
    rows = pd.DataFrame(found.manifest.design["sampler"]["rows"])
    met = rows[rows["levers"] == "none"][drawn]
    assert met.to_dict("records") == [{name: row[name] for name in drawn} for row in wanted]
    assert "patience" not in drawn


@pytest.mark.slow
def test_the_results_say_which_matching_they_are_of(
    found_there: FinishedSearch, two_waves: Path
) -> None:
    last = load(two_waves / wave_name(2))
    for each in found_there.sweeps:
        told = load(each.directory).manifest.design["robust"]
        assert (told["of"], told["matching"]) == ("matching", last.manifest.contents)


@pytest.mark.slow
def test_a_search_is_not_continued_with_another_matching(
    found_there: FinishedSearch, tmp_path: Path
) -> None:
    shutil.copytree(found_there.directory.parent, tmp_path, dirs_exist_ok=True)
    assert contents_of(held(tmp_path)) == contents_of(found_there)
    matched(tmp_path, seed=2)
    with pytest.raises(DirectoryDiffersError, match=r"robust\.matching"):
        held(tmp_path)
    with pytest.raises(DirectoryDiffersError, match=r"robust\.matching"):
        held(tmp_path, extend=True, overrides=["search.generations=3"])


@pytest.mark.usefixtures("waves")
def test_the_matching_that_a_design_names_has_to_be_the_one_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is another matching"):
        held(tmp_path, overrides=["robust.matching=abc"])


@pytest.mark.slow
def test_a_search_held_against_what_is_left_is_extended(
    found_there: FinishedSearch, tmp_path: Path
) -> None:
    shutil.copytree(found_there.directory.parent, tmp_path, dirs_exist_ok=True)
    more = ["search.generations=3", "search.judged=3"]
    longer = held(tmp_path, extend=True, overrides=more)
    assert contents_of(longer) == contents_of(held(tmp_path, place="other", overrides=more))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"robust\.of: there is no folder .*matching"):
        held(tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_folder_without_waves_is_refused(tmp_path: Path) -> None:
    (tmp_path / "matching").mkdir()
    with pytest.raises(ConfigError, match=r"holds no waves of a matching"):
        held(tmp_path)


def test_a_matching_whose_last_wave_is_unfinished_is_refused(waves: Path, tmp_path: Path) -> None:
    last = waves / wave_name(2)
    write_manifest(last, reopened(read_manifest(last)))
    with pytest.raises(ConfigError, match=r"wave-2 is unfinished"):
        held(tmp_path)


@pytest.mark.usefixtures("waves")
def test_more_draws_than_are_left_are_refused_with_their_number(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"leaves of .*matching 6 draws, 7 are asked for"):
        held(tmp_path, overrides=["robust.draws=7"])


@pytest.mark.usefixtures("waves")
def test_in_python_what_tells_which_draws_are_left_has_to_be_handed_over(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="left"):
        held(tmp_path, left=None)


def test_the_command_says_what_is_wrong_with_the_folder_before_it_begins(tmp_path: Path) -> None:
    path = written_search(tmp_path, LEVERS + FEW + OF)
    said = call("search", str(path), "--out", str(tmp_path / "out"))
    assert said.exit_code == exit_codes.CONFIG
    assert "robust.of: there is no folder" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_command_judges_draws_by_their_own_runs(
    waves: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        "paradiplomacy_analysis.matching.method.left_in",
        lambda folder: asked.append(folder) or left(folder),
    )
    path = written_search(tmp_path, LEVERS + FEW + OF)
    said = call("search", str(path), "--out", str(tmp_path / "out"))
    assert said.exit_code == exit_codes.OK, said.stderr
    assert asked == [waves]
    assert load(tmp_path / "out" / "robust").manifest.complete
