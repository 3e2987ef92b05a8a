"""What is made from the code is made by one command, and is what the code says."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest
from matplotlib.testing.compare import compare_images

from tools import neutral, pictures, refresh, schemas
from tools.writing import write_changed


@pytest.mark.parametrize("name", refresh.MADE)
def test_everything_that_is_made_has_a_way_to_make_it(name):
    module, what = refresh.MADE[name]
    assert callable(import_module(module).refresh)
    assert what


def test_what_cannot_be_made_is_named_with_what_can():
    with pytest.raises(SystemExit, match="nothing is called weather; there are schemas, neutral"):
        refresh.main(["odd", "weather"])


def test_only_what_is_named_is_made(monkeypatch, capsys):
    monkeypatch.setattr(schemas, "refresh", lambda: ["scenario.schema.json"])
    refresh.main(["schemas"])
    assert capsys.readouterr().out.splitlines() == [
        "schemas: JSON Schemas for editors",
        "  changed: scenario.schema.json",
    ]


@pytest.mark.parametrize("name", ["pictures/", "odd/forest", "weather/forest"])
def test_a_part_is_of_what_has_parts(name):
    with pytest.raises(SystemExit, match=f"nothing is called {name}; there are schemas"):
        refresh.main([name])


@pytest.mark.slow
def test_a_picture_alone_is_drawn_as_with_all_others(tmp_path, monkeypatch, capsys):
    kept = pictures.FOLDER / "relations.png"
    monkeypatch.setattr(pictures, "FOLDER", tmp_path)
    refresh.main(["pictures/relations"])
    assert "  changed: relations\n" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["relations.png"]
    assert compare_images(str(kept), str(tmp_path / "relations.png"), tol=6.0) is None
    with pytest.raises(SystemExit, match="pictures/weather: no figure is called weather; there"):
        refresh.main(["pictures/weather"])


def test_each_schema_that_ships_is_that_of_the_code():
    shipped = {path.name: path.read_text("utf-8") for path in schemas.FOLDER.glob("*.json")}
    assert shipped == schemas.made(), "run `make refresh WHAT=schemas`"


def test_a_file_is_written_where_its_text_changed(tmp_path):
    texts = {tmp_path / "a": "one", tmp_path / "b": "two"}
    assert write_changed(texts) == ["a", "b"]
    assert write_changed(texts) == []
    assert write_changed(texts | {tmp_path / "b": "three"}) == ["b"]
    assert (tmp_path / "b").read_text("utf-8") == "three"


def test_a_neutral_value_that_is_off_is_written_into_its_declaration(tmp_path, monkeypatch):
    for name in ("trust", "initiation"):
        source = neutral.FOLDER / f"{name}.py"
        (tmp_path / source.name).write_text(source.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(neutral, "FOLDER", tmp_path)
    shipped = {key: neutral.shipped(key) for key in ("initiation.neutral_city_rate",)}
    scale = {f"initiation.neutral_scale.{k}": part for k, part in enumerate((0.25, 0.25, 0.5))}
    monkeypatch.setattr(
        neutral, "measured", lambda: {"trust.neutral_level": 0.123, **shipped, **scale}
    )
    assert neutral.refresh() == ["initiation.neutral_scale", "trust.neutral_level"]
    assert "neutral_level: float = share(\n        0.12," in (tmp_path / "trust.py").read_text()
    changed = (tmp_path / "initiation.py").read_text("utf-8")
    assert "neutral_scale: Triple = key(\n        [0.25, 0.25, 0.5]," in changed
    assert ast.parse(changed)
