"""The import contracts of ``pyproject.toml`` hold: who may know whom."""

from pathlib import Path

from importlinter.cli import lint_imports

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_import_contracts_hold(capsys):
    status = lint_imports(config_filename=str(PYPROJECT), cache_dir=None, no_logo=True)
    assert status == 0, capsys.readouterr().out
