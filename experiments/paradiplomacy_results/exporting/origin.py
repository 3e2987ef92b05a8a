"""What an export says of where it comes from, in a line and in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy import version
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_results.reading import Results

FORMAT = "paradiplomacy-export"

_TOLD = (
    "name", "title", "question", "scenario", "seed", "points", "replicates", "months", "engine",
    "started", "finished", "command", "versions", "model_sha256", "config_sha256", "contents",
)  # fmt: skip
"""What the manifest says that goes into every export."""


@dataclass(frozen=True)
class Origin:
    """Where tables come from.

    ``name`` and ``title`` are those of the experiment, ``there`` of ``runs`` runs are in it, and
    ``facts`` is plain data of all that is told.
    """

    name: str
    title: str
    there: int
    runs: int
    when: str
    facts: dict[str, Any]

    @property
    def warning(self) -> str:
        """Say that runs are missing, where they are; otherwise nothing."""
        if self.there == self.runs:
            return ""
        share = self.there / self.runs
        return (
            f"these are {self.there:,} of {many(self.runs, 'run')} ({share:.1%}): the others are "
            "not there yet, and points may have unequal numbers of replicates"
        )

    @property
    def line(self) -> str:
        """Say in a line what this is of, and how it can be told that it is."""
        contents = self.facts["contents"]
        mark = f"contents {contents[:16]}" if contents else f"{self.there:,} of them"
        return f"{self.name}: {many(self.runs, 'run')}, {mark}"


def origin_of(results: Results) -> Origin:
    """Return what is to be told of ``results``; where not all runs are there, their share."""
    manifest = results.manifest
    plain = manifest.as_json()
    runs = manifest.most_runs
    there = runs if results.complete else results.rows(RUNS)
    facts = {
        "format": FORMAT,
        "exported_by": f"paradiplomacy {version.__version__}",
        **{key: plain[key] for key in _TOLD},
        "runs": runs,
        "runs_here": there,
        "share": there / runs if runs else 1.0,
        "complete": results.complete,
        "failed_runs": manifest.failed_runs,
    }
    when = manifest.finished or manifest.started
    return Origin(manifest.name, manifest.title, there, runs, when, facts)
