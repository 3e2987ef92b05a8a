"""What an export says of where it comes from, in a line and in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy import version
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

    ``name`` and ``title`` are those of the experiment, ``runs`` are in all, ``warning`` says that
    some of them are missing, where they are, and ``facts`` is plain data of all that is told.
    """

    name: str
    title: str
    runs: int
    warning: str
    when: str
    facts: dict[str, Any]

    @property
    def line(self) -> str:
        """Say in a line what this is of, and how it can be told that it is."""
        contents = self.facts["contents"]
        mark = f"contents {contents[:16]}" if contents else self.warning
        return f"{self.name}: {many(self.runs, 'run')}, {mark}"


def origin_of(results: Results) -> Origin:
    """Return what is to be told of ``results``; where not all runs are there, their share."""
    manifest, share = results.manifest, results.share
    plain = manifest.as_json()
    facts = {
        "format": FORMAT,
        "exported_by": f"paradiplomacy {version.__version__}",
        **{key: plain[key] for key in _TOLD},
        "sample": share.as_json(),
        "complete": results.complete,
        "failed_runs": manifest.failed_runs,
    }
    warning = "" if results.complete and share.part is None else share.text
    when = manifest.finished or manifest.started
    return Origin(manifest.name, manifest.title, share.of, warning, when, facts)
