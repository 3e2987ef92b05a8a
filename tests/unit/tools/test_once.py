"""What pages share is done once, and is what would be there if it were done again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import paradiplomacy
from paradiplomacy_analysis.methods import METHODS
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.once import Shelf, in_a_hurry
from tests.support.pages import Outcome

if TYPE_CHECKING:
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample


@pytest.mark.slow
def test_a_finding_is_looked_for_again_where_anything_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Sample] = []
    plain = METHODS["ties"]

    def counted(sample: Sample) -> Finding:
        looked.append(sample)
        return plain.find(sample)

    monkeypatch.setitem(METHODS, "ties", replace(plain, find=counted))
    in_a_hurry(monkeypatch, {})
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "one", replicates=4)
    run(tmp_path / "two", replicates=5)

    def analyse(name: str, *outcomes: str) -> Finding:
        (found,) = paradiplomacy.analyse(tmp_path / name, ["ties"], outcomes)
        return found

    first, again = analyse("one"), analyse("one")
    assert len(looked) == 1
    assert again.as_json() == first.as_json()
    first.tables.popitem()[1].pop("partnership")  # a copy of the reader's own
    assert analyse("one").as_json() == again.as_json()
    analyse("one", "trust")
    analyse("two")
    assert len(looked) == 3
    run(tmp_path / "one", replicates=6, overwrite=True)
    analyse("one")
    assert len(looked) == 4


def test_a_line_is_typed_once_and_leaves_the_same_in_each_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed: list[str] = []

    def type_in(line: str) -> Outcome:
        typed.append(line)
        assert list(Path().iterdir()) == []
        Path("results").mkdir()
        Path("results/left").write_text(line, "utf-8")
        return Outcome(0, "done")

    shelf = Shelf(tmp_path, ["a line"])
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        assert shelf.type_in("a line", tmp_path / name, monkeypatch, type_in).stdout == "done"
        assert (tmp_path / name / "results" / "left").read_text("utf-8") == "a line"
    assert typed == ["a line"]
    with pytest.raises(AssertionError, match="left is there already"):
        shelf.type_in("a line", tmp_path / "first", monkeypatch, type_in)
