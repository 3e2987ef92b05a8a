"""The schemas of scenario and design files, as files that an editor can be pointed to."""

from __future__ import annotations

import json
from pathlib import Path

from paradiplomacy_experiments.reference.schema import design_schema, scenario_schema
from tools.writing import write_changed

FOLDER = Path(__file__).parents[1] / "experiments" / "schemas"


def made() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    schemas = {"scenario": scenario_schema(), "design": design_schema()}
    return {
        f"{name}.schema.json": json.dumps(schema, indent=1) + "\n"
        for name, schema in schemas.items()
    }


def refresh() -> list[str]:
    """Write every schema; return the names of the files that changed."""
    return write_changed({FOLDER / name: text for name, text in made().items()})
