"""What the how-to pages tell a reader to type works, in that order, and says what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from tests.support.pages import ROOT, Page, run_snippet, type_in

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "analysis" / "howto"
PAGES = {path.stem: Page(path) for path in sorted(FOLDER.glob("*.md"))}

DIFFERS = "paradiplomacy diff results/theories-of-trust results/theories-again"

SAID = {
    "compare-two-regimes": (
        "where regime is progressive than where regime is one gate",
        "spells of ties active",
        "Less cost against more trust",
        "report: results/regimes/report.html",
    ),
    "find-the-conditions": (
        "of all points succeed: trust >= 0.6 and continuity >= 0.7",
        "of all points succeed: continuity >= 0.5 and mou_share < 0.5",
        "everywhere;",
        "boxes.png",
    ),
    "which-parameters-matter": (
        "Moved through its range, each changes trust",
        "Of the variance of trust, each alone explains",
        "morris.png",
        "sobol.png",
    ),
    "compare-two-theories": ("asymmetric_exponential", "interactions.png", "forest.png"),
    "hold-it-against-the-record": (
        "2 patterns: 2 pass, 0 inconclusive, 0 fail",
        "bilateral = neutral: F24 fail",
        "share of draws in which it holds (calibrated)",
        "The record of five cases leaves",
        "survive a run of their own as record",
        "hold together in",
        "record-baubau-seoul.png",
    ),
    "your-own-figure": ("How does continuity grow with money?", "money.png"),
}
"""What each page's commands print, in parts."""


@pytest.mark.compiled
@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_from_top_to_bottom(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = []
    for piece in PAGES[name].pieces:
        if piece.name:
            (tmp_path / piece.name).write_text(piece.text, "utf-8")
        elif piece.kind == "python":
            printed.append(run_snippet(piece.text).stdout)
        elif piece.kind == "command":
            outcome = type_in(piece.text)
            expected = exit_codes.DIFFERS if piece.text == DIFFERS else exit_codes.OK
            assert outcome.exit_code == expected, (piece.text, outcome.stderr)
            printed.append(outcome.stdout)
    told = " ".join(" ".join(printed).split())
    for words in SAID[name]:
        assert words in told, words


def test_every_page_is_read_and_says_something() -> None:
    assert set(PAGES) == set(SAID)


@pytest.mark.parametrize("name", PAGES)
def test_links_of_a_page_lead_somewhere(name: str) -> None:
    assert all(path.exists() for path in PAGES[name].links)


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in PAGES:
        assert f"analysis/howto/{name}.md" in readme
