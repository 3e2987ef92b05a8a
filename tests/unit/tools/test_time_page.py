"""What the page on changes in a run tells a reader to write and to type works as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.fake_engine import FakeEngine, use
from tests.support.pages import ROOT, Page, type_in

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = Page(ROOT / "experiments" / "TIME.md")


@pytest.mark.slow
def test_all_of_it_can_be_written_and_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    tables = [piece.text for piece in PAGE.pieces if piece.kind == "csv"]
    assert tables == [(ROOT / "tests" / "data" / "budgets.csv").read_text("utf-8")]
    (tmp_path / "budgets.csv").write_text(tables[0], "utf-8")
    for name, text in PAGE.files.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert len(PAGE.commands()) == 4
    for line in PAGE.commands():
        options = ("--replicates", "2", "--no-figures") if line.split()[1] == "run" else ()
        outcome = type_in(line, *options)
        assert outcome.exit_code == exit_codes.OK, (line, outcome.stderr)
    crisis = load_scenario(tmp_path / "crisis.toml").config
    assert len(crisis.timelines) == 4
    assert len(crisis.events) == len(load_scenario("indonesia-korea").config.events) + 3


def test_what_it_links_to_exists() -> None:
    assert PAGE.links
    assert [path for path in PAGE.links if not path.is_file()] == []
