"""The pages on R and Stata: their commands work, and so does the R where there is R."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.support.fake_engine import FakeEngine, use
from tests.support.pages import ROOT, Page, Reader, assert_all_worked

if TYPE_CHECKING:
    from pathlib import Path

IN_R = Page(ROOT / "analysis" / "howto" / "in-r.md")
IN_STATA = Page(ROOT / "analysis" / "howto" / "in-stata.md")
R_SECONDS = 300

RSCRIPT = shutil.which("Rscript")


def follow(page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what a page says, but for what is no command of ours."""
    use(FakeEngine(), monkeypatch)
    reader = Reader(folder, monkeypatch)
    reader.read(page)
    assert_all_worked(reader)


def blocks(page: Page, language: str) -> list[str]:
    """Return the blocks of a page in a language."""
    return [piece.text for piece in page.pieces if piece.kind == language]


@pytest.mark.slow
@pytest.mark.skipif(RSCRIPT is None, reason="R is not installed")
def test_the_r_of_the_page_runs_as_it_stands_and_finds_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(IN_R, tmp_path, monkeypatch)
    runs = pd.read_csv(tmp_path / "results/money/export/csv/runs.csv")
    script = "\n".join(
        [
            "options(warn = 2)",
            *blocks(IN_R, "r"),
            'cat(sprintf("sum %.17g\\n", sum(runs$trust)))',
            'cat(class(runs$own_unit), class(runs$run), class(runs$trust), "\\n")',
            "cat(class(long$own_unit))  # guessed",
        ]
    )
    (tmp_path / "page.R").write_text(script, "utf-8")
    done = subprocess.run(
        [str(RSCRIPT), "--vanilla", "page.R"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=R_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = re.search(r"^sum (\S+)$", done.stdout, re.MULTILINE)
    assert said is not None
    assert float(said[1]) == pytest.approx(runs["trust"].sum(), rel=1e-14)
    assert "logical integer numeric \nlogical" in done.stdout
    assert "approval_months months" in " ".join(done.stdout.split())
    for name in ("trust.pdf", "indicators.pdf"):
        assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.slow
def test_the_page_on_stata_speaks_of_files_and_variables_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(IN_STATA, tmp_path, monkeypatch)
    assert len(blocks(IN_STATA, "stata")) == 3
    for block in blocks(IN_STATA, "stata"):
        (path,) = re.findall(r'^use "([^"]+)", clear$', block, re.MULTILINE)
        with pd.read_stata(tmp_path / path, iterator=True) as reader:
            known = set(reader.variable_labels())
            reader.read()
            labels = reader.value_labels()
        named = set()
        for line in block.splitlines():
            command, _, rest = line.partition(" ")
            if command in ("describe", "xtset", "tabulate"):
                named |= set(rest.split())
            elif command in ("regress", "xtreg", "mixed"):
                named |= set(re.findall(r"(?<![\w(])(?:[ci]\.)?([a-z]\w+)(?=[ #,:]|$)", rest))
        named -= {"re", "vce"}
        assert named
        assert named <= known, named - known
        for text, variable in re.findall(r'"(\w+)":(\w+)', block):
            assert text in labels[variable].values()


def test_what_the_pages_link_to_exists() -> None:
    for page in (IN_R, IN_STATA):
        assert [path for path in page.links if not path.is_file()] == []
