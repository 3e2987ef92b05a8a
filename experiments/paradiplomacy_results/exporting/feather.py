"""Feather (Arrow IPC files): columns with their types, units and formulas in the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from paradiplomacy_results.declared import metadata_of
from paradiplomacy_results.parts import PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet


def check(sheets: Sequence[Sheet]) -> None:
    """Refuse nothing: whatever is kept goes in."""


def write(folder: Path, sheets: Sequence[Sheet], origin: Origin) -> dict[str, str]:
    """Write a file for each of ``sheets``, piece by piece; return their names by table."""
    facts = {f"{PREFIX}provenance": json.dumps(origin.facts, ensure_ascii=False)}
    for sheet in sheets:
        fields = [
            field.with_metadata(metadata_of(sheet.columns[field.name], summed=True))
            for field in sheet.schema
        ]
        schema = pa.schema(fields, metadata={**facts, f"{PREFIX}table": sheet.name})
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(folder / f"{sheet.name}.feather"), schema, options=options) as out:
            for piece in sheet.pieces():
                out.write_table(piece.cast(schema))
    return {sheet.name: f"{sheet.name}.feather" for sheet in sheets}
