"""Make a design again from what a result directory says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.layers import LayerBuilder, Origin
from paradiplomacy_experiments.configuration.validation import validate
from paradiplomacy_experiments.design.composing import Composed
from paradiplomacy_experiments.design.declarations import DesignFile, Header, Until
from paradiplomacy_experiments.design.loading import ELSEWHERE, Design, built
from paradiplomacy_experiments.design.points import Composition
from paradiplomacy_experiments.design.replication import Replication, replication_of
from paradiplomacy_experiments.design.tables import Listing
from paradiplomacy_results.manifest import MANIFEST

if TYPE_CHECKING:
    from paradiplomacy_results.manifest import Manifest


def replication_from(manifest: Manifest) -> Replication:
    """Return how many replicates each point of some results gets."""
    until = manifest.design["design"].get("until")
    header = Header.model_construct(
        replicates=manifest.replicates, until=None if until is None else Until(**until)
    )
    return replication_of(header)


def design_from(manifest: Manifest, folder: Path = Path()) -> Design:
    """Make a design again from the manifest of its results.

    Custom files are looked for in ``folder``, the working directory by default. Raises
    :class:`ConfigError` where this version does not understand it.
    """
    design, layout = manifest.design, manifest.layout
    until = "until" in design["design"]
    head = {
        name: getattr(manifest, name) for name in ELSEWHERE if name != "replicates" or not until
    }
    keep: dict[str, Any] = {
        "tables": list(layout.tables),
        "indicators": list(layout.indicators),
        "series": list(layout.series),
        "series_every": manifest.series_every,
        "events": manifest.events,
    }
    for table, columns in layout.requested.items():
        chosen = (
            layout.chosen[table].model_dump(exclude_none=True, mode="json")
            if (table in layout.chosen)
            else {}
        )
        keep[table] = {"columns": list(columns), **chosen}
    declared = {key: design[key] for key in DesignFile.model_fields if key in design}
    declared |= {"design": {**design["design"], **head}, "keep": keep}

    def locate(path: tuple[str | int, ...]) -> Origin:  # noqa: ARG001 - the manifest has no lines
        return Origin("file", MANIFEST)

    file, found = validate(DesignFile, declared, locate)
    if file is None:
        raise ConfigError(found)
    base = Composition(file.design.scenario)
    configs = {base: manifest.config} | {
        Composition(each["scenario"], tuple(each["extends"])): each["config"]
        for each in design["variants"]
    }

    def compose(composition: Composition) -> Composed:
        if composition not in configs:
            message = f"lacks the configuration of {composition.scenario}"
            raise ConfigError([Fault("bad_factor", "design.variants", message, MANIFEST)])
        return Composed(LayerBuilder(MANIFEST).layer(dict(configs[composition])), folder)

    return built(manifest.name, file, locate, compose, 2**62, Listing(locate(())))
