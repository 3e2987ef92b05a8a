"""Names in any script are legible, figures tell in words what they show, and no text is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from PIL import Image

from paradiplomacy_analysis.figures import file_stem, scripts
from paradiplomacy_analysis.figures.drawing import Drawing
from paradiplomacy_analysis.figures.notes import alternative
from paradiplomacy_analysis.figures.saving import rendered
from paradiplomacy_analysis.figures.scripts import TRANSLITERATED, latin, legible
from paradiplomacy_analysis.figures.style import SIZES, inert, styled
from paradiplomacy_analysis.figures.ties import change, moved
from tests.support.drawn import overlaps, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

SEOUL = "서울특별시"


def titled(text: str) -> Drawing:
    with styled(SIZES["column"]):
        figure = Drawing(figsize=(3.5, 2.0), layout="constrained")
        figure.subplots().set_title(text, loc="left")
    return figure


@pytest.fixture
def fonts() -> Iterator[None]:
    """Forget which fonts there are, before and after."""
    before = list(font_manager.fontManager.ttflist)
    for each in (scripts._installed, scripts._font_with):
        each.cache_clear()
    yield
    font_manager.fontManager.ttflist[:] = before
    for each in (scripts._installed, scripts._font_with):
        each.cache_clear()


def hangul_font(path: Path) -> Path:
    """Make a font that has the name of Seoul, and nothing else."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((250, 700))
    pen.closePath()
    order = [".notdef", *(f"h{k}" for k in range(len(SEOUL)))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(each): f"h{k}" for k, each in enumerate(SEOUL)})
    builder.setupGlyf(dict.fromkeys(order, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Hangul of a test", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)
    return path


def test_a_font_of_the_system_is_taken_where_the_own_lacks_the_script(
    fonts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = hangul_font(tmp_path / "hangul.ttf")
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(path)])
    figure = titled(f"Baubau–{SEOUL}")
    assert rendered(figure, "png")
    (axes,) = figure.axes
    assert axes.get_title("left") == f"Baubau–{SEOUL}"
    assert "Hangul of a test" in axes._left_title.get_fontfamily()
    assert not any(TRANSLITERATED in text for text in texts(figure))


@pytest.mark.slow
def test_without_such_a_font_a_name_is_transliterated_and_the_figure_says_so(
    fonts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts, "_installed", tuple)
    figure = titled(f"Baubau–{SEOUL}")
    for kind in ("png", "svg", "pdf"):
        # A character without a glyph would be a warning, and here that is an error.
        assert rendered(figure, kind)
    (axes,) = figure.axes
    assert axes.get_title("left") == "Baubau–Seoulteugbyeolsi"
    assert "Baubau–Seoulteugbyeolsi" in figure.get_supxlabel()
    assert figure.get_supxlabel().startswith("In Latin letters")
    assert not overlaps(figure)


@pytest.mark.parametrize("there", [True, False])
def test_labels_of_ticks_are_legible_too(
    fonts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    path = hangul_font(tmp_path / "hangul.ttf")
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(path)] if there else [])
    figure = titled("Baubau")
    figure.axes[0].set_yticks([0.0, 1.0], ["Baubau", SEOUL])
    assert rendered(figure, "png")
    assert rendered(figure, "png"), "drawn again"
    assert (SEOUL in texts(figure)) == there
    assert ("Seoulteugbyeolsi" in texts(figure)) != there


def test_scripts_are_read_by_the_names_of_their_characters() -> None:
    for text, spelt in (
        (SEOUL, "Seoulteugbyeolsi"),
        ("とうきょう", "Toukiyou"),
        ("京", "[4EAC]"),
    ):
        assert latin(text, {each for each in text if ord(each) > 127}) == spelt


def test_plain_names_are_left_alone() -> None:
    figure = titled("Jung-gu (Ulsan) – é → …")
    assert legible(figure) == []


def test_a_figure_shows_itself_in_a_notebook() -> None:
    shown = Image.open(io.BytesIO(titled("Baubau")._repr_png_()))
    assert shown.format == "PNG"


def test_a_figure_says_what_is_to_be_seen_in_it() -> None:
    figure = titled("Baubau-Seoul")
    figure.suptitle("Trust falls\nSix ties: 8 runs")
    (axes,) = figure.axes
    axes.set(xlabel="calendar year", ylabel="trust, 0 to 1")
    axes.plot([1, 2], [1, 2], label="median")
    figure.legend(title="A note.")
    title, said = alternative(figure)
    assert title == "Trust falls Six ties: 8 runs"
    assert said == (
        "Trust falls Six ties: 8 runs. Panels: Baubau-Seoul. Across: calendar year. "
        "Upward: trust, 0 to 1. Key: median. A note."
    )


def test_texts_on_each_other_and_past_the_edge_are_found() -> None:
    figure = titled("Baubau")
    (axes,) = figure.axes
    axes.set_axis_off()
    axes.text(0.5, 0.9, "one")
    axes.text(0.52, 0.9, "another")
    figure.text(0.9, 0.06, "past the edge of the figure", in_layout=False)
    axes.text(0.1, 0.1, "turned", rotation=45)
    axes.text(0.2, 0.1, "turned too", rotation=45)
    found = overlaps(figure)
    assert found == [
        "'past the edge of the figure' leaves the figure",
        "'one' lies on 'another'",
    ]


def test_control_characters_and_long_names_are_tamed() -> None:
    assert inert("a\x1b[31m\nb\u202e") == "a [31m b "
    assert len(inert("x" * 500)) == 60


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", ".", "..", "CON", "é" * 80, "a\\b"])
def test_ids_never_become_paths(name: str) -> None:
    stem = file_stem(name)
    assert Path(f"history-{stem}.png").name == f"history-{stem}.png"
    assert len(stem) < 120


def test_ids_keep_apart() -> None:
    names = ["é" * 79 + "a", "é" * 79 + "b", "a/b", "a%2Fb", "a_b"]
    assert len({file_stem(name) for name in names}) == len(names)


def test_a_title_says_what_runs_agree_on() -> None:
    up = np.arange(6.0)[:, None] + np.array([0.0, 1.0])
    mixed = np.array([[0.0, 1.0], [1.0, 0.0]])
    changes = [change(values) for values in (up, -up, mixed)]
    said = moved(changes, "tie")
    assert said == "rises in 1 of 3 ties, falls in 1, runs disagree on 1"
