"""What the page on designs tells a reader to type works, in that order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.design.declarations import (
    Alternative,
    Analysis,
    FactorSection,
    Header,
    Keep,
    Sampler,
    Until,
)
from paradiplomacy_results.layout import TABLES
from tests.support.pages import ROOT, Page, run_snippet, type_in

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(ROOT / "experiments" / "DESIGNS.md")
DIFFERS = "paradiplomacy diff results/office results/few"


@pytest.mark.compiled
def test_the_page_works_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for piece in PAGE.pieces:
        if piece.name:
            (tmp_path / piece.name).write_text(piece.text, "utf-8")
        elif piece.kind == "python":
            assert len(run_snippet(piece.text).stdout.splitlines()) == 8
        elif piece.text.startswith("paradiplomacy "):
            outcome = type_in(piece.text)
            expected = exit_codes.DIFFERS if piece.text == DIFFERS else exit_codes.OK
            assert outcome.exit_code == expected, (piece.text, outcome.stderr)
            assert outcome.stdout


def test_every_key_of_a_design_is_spoken_of() -> None:
    left_to_explain = {"title", "grid_levels"}
    for section in (Header, Until, FactorSection, Alternative, Sampler, Keep, Analysis):
        for name in section.model_fields:
            assert re.search(rf"\b{name}\b", PAGE.text) or name in left_to_explain, name
    for kind in Sampler.model_json_schema()["properties"]["kind"]["enum"]:
        assert f"| `{kind}` |" in PAGE.text
    assert all(f"`{table}`" in PAGE.text for table in TABLES)
