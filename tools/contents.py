"""Hash what every shipped scenario gives, to show that a change of the code changes no number.

    python -m tools.contents > before.txt      # then change what should not matter
    python -m tools.contents > after.txt
    diff before.txt after.txt

A line holds a scenario, the hash of its contents (of tables and of what they came from: names of
columns, keys and ids count) and the hash of its numbers alone, which holds when names change.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = (sys.executable, "-m", "paradiplomacy_cli")
REPLICATES = 4
SMALLER = {
    "world": ("synthetic.countries=20", "synthetic.cities=300", "synthetic.partnerships=500")
}
"""Overrides for scenarios that are too large to be run whole each time."""


def main(names: Sequence[str]) -> None:
    """Print a line for each scenario named, by default for each that ships."""
    for name in names or shipped():
        with tempfile.TemporaryDirectory() as folder:
            directory = Path(folder) / "results"
            run(name, directory)
            manifest = json.loads((directory / "manifest.json").read_bytes())
            print(f"{name:32} {manifest['contents'][:16]} {numbers(directory)[:16]}", flush=True)


def shipped() -> list[str]:
    """Return the names of the scenarios that ship, as the folder of the checkout has them."""
    files = Path(__file__).parents[1].glob("experiments/*/scenarios/*.toml")
    return sorted(path.stem for path in files if not path.stem.startswith("base"))


def run(name: str, directory: Path) -> None:
    """Run a scenario a few times into ``directory``, with the events of all runs."""
    words = ["run", name, "--replicates", str(REPLICATES), "--out", str(directory)]
    for override in SMALLER.get(name, ()):
        words += ["--set", override]
    command = (*COMMAND, *words, "--events", "--no-figures", "--json")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def numbers(directory: Path) -> str:
    """Return the hash of the numbers in all tables, by place and not by name.

    A text counts as the place at which it first stands in its column.
    """
    total = hashlib.sha256()
    for path in sorted(directory.glob("*/part-*.parquet")):
        table = pq.read_table(path)
        for column in table.columns:
            total.update(_as_number(column).fill_null(-1).to_numpy().tobytes())
    return total.hexdigest()


def _as_number(column: Any) -> Any:
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return column
    texts = column.cast(pa.large_string()).combine_chunks()
    return texts.dictionary_encode().indices


if __name__ == "__main__":
    main(sys.argv[1:])
