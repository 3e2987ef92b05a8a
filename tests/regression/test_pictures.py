"""All figures look as they did when somebody last looked at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from matplotlib.testing.compare import compare_images

from paradiplomacy_analysis.figures import FIGURES
from tests.support.spaces import boxes_found_once
from tools import pictures

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE = 6.0
"""Root mean square difference of pixels, of 255: room for another release of the font's renderer,
none for a line, a label or a panel that is gone."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pictures")
    with boxes_found_once(), pytest.MonkeyPatch.context() as monkeypatch:
        for name, figure in pictures.drawn(folder / "results", monkeypatch):
            pictures.write(figure, folder / f"{name}.png")
    return {path.stem: path for path in folder.glob("*.png")}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FIGURES, *pictures.OF_PATTERNS])
def test_a_figure_looks_as_it_did(drawn: dict[str, Path], name: str) -> None:
    kept = pictures.FOLDER / f"{name}.png"
    assert compare_images(str(kept), str(drawn[name]), tol=TOLERANCE) is None


@pytest.mark.slow
def test_the_comparison_tells_a_missing_line(drawn: dict[str, Path], tmp_path: Path) -> None:
    from PIL import Image

    spoilt = tmp_path / "forest.png"
    with Image.open(drawn["forest"]) as image:
        plain = image.convert("RGB")
        plain.paste("white", (0, 0, image.width, image.height // 3))
        plain.save(spoilt)
    kept = pictures.FOLDER / "forest.png"
    assert compare_images(str(kept), str(spoilt), tol=TOLERANCE) is not None


def test_every_figure_has_its_picture() -> None:
    assert {path.stem for path in pictures.FOLDER.glob("*.png")} == {
        *FIGURES,
        *pictures.OF_PATTERNS,
    }
