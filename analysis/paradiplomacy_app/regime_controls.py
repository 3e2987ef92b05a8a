"""Controls of the regimes: a preset to start from, and stage by stage what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import HTML, Tag, TagList, tags

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_analysis.wording import words
from paradiplomacy_app.controls import form
from paradiplomacy_app.tags import button, control, folded, id_of, select
from paradiplomacy_app.worlds import entities
from paradiplomacy_experiments.configuration.faults import dotted
from paradiplomacy_experiments.configuration.toml_lines import starred_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.configuration.regimes import StageConfig
    from paradiplomacy_app.controls import Panel


def regimes(panel: Panel) -> TagList:
    """Return for each country of the tie its regime: a preset, and stage by stage what differs."""
    return TagList([_regime(panel, each) for each in entities(panel.world, panel.tie, "countries")])


def _regime(panel: Panel, country: str) -> Tag:
    key = dotted(("countries", country, "regime"))
    regime = panel.world.regime(country)
    name = panel.name("countries", country)
    preset = panel.world.config.countries[country].regime.preset or ""
    about = id_of("preset", country)
    presets = {each: words(each) for each in panel.world.config.regimes}
    ordered = sorted(regime.stages.items(), key=lambda pair: (pair[1].position, pair[0]))
    changed = panel.own.under(key).pairs
    return tags.div(
        tags.h3(tame(name)),
        tags.div(
            tags.label("Starts from", for_=about),
            tags.div(
                select({"id": about, "data-do": "preset", "data-country": country},
                       presets if preset else {"": "no preset", **presets}, preset),
                class_="entry",
            ),
            button("reset", "unset", key, key=key) if changed else None,
            class_="row changed" if changed else "row",
        ),
        [_stage(panel, country, each, stage) for each, stage in ordered],
        folded("Add a stage", f"add stage {country}", _stage_form(country, len(ordered))),
        folded(
            "A blend, fast track, who shapes", f"more of {country}",
            panel.control(f"{key}.fast_track.enabled", "Fast track"),
            panel.control(f"{key}.fast_track.month_value", "Month saved is worth"),
            panel.control(f"{key}.top_down_share", "Share that the centre shapes"),
            _blend(panel, key, presets),
            panel.control(f"{key}.blend", "Blend, 0 to 1"),
        ),
    )  # fmt: skip


def _blend(panel: Panel, key: str, presets: Mapping[str, str]) -> HTML:
    chosen = panel.world.scenario.config.countries[(starred_path(key) or ("", ""))[1]].regime
    return control(
        f"{key}.blend_with", "Blend with", panel.world, panel.own,
        choices={"": "nothing", **presets}, value=chosen.blend_with or "",
    )  # fmt: skip


def _stage(panel: Panel, country: str, name: str, stage: StageConfig) -> Tag:
    base = dotted(("countries", country, "regime", "stages", name))
    shares = stage.required_share
    passed = max(shares.programme, shares.loi, shares.mou) > 0.0
    own = bool(panel.own.under(base).pairs)
    whose = "local" if stage.local else "central"
    told = f"{stage.owner}, {whose}" if passed else "nobody must pass it"
    parts = [
        panel.control(f"{base}.{field}", label)
        for field, label in (
            ("service_rate", "Serves in a month"),
            ("background_load", "Share taken by others"),
            ("threshold", "Half pass at a score of"),
            ("slope", "Spread of the threshold"),
            ("returns_allowed", "Returns allowed"),
            ("skippable", "Fast track skips it"),
            ("position", "Place in the chain"),
            ("required_share.programme", "Programmes that must pass"),
            ("required_share.loi", "LoIs that must pass"),
            ("required_share.mou", "MoUs that must pass"),
        )
    ]
    return folded(
        f"{stage.position}. {tame(words(name))} ({tame(told)}){' — changed' if own else ''}",
        f"stage {country} {name}",
        tags.div(
            button("Take it out", "skip", base, country=country, stage=name) if passed else None,
            button("As it was", "unset", base, key=base) if own else None,
            class_="buttons",
        ),
        parts,
    )


def _stage_form(country: str, stages: int) -> Tag:
    return form(
        f"stage {country}",
        (
            ("name", "Name", "text", "review"),
            ("owner", "Who decides", "text", "council"),
            ("position", "Place in the chain", "number", str(10 * (stages + 1))),
            ("service_rate", "Dossiers served per city and month", "number", "0.5"),
            ("threshold", "Half pass at a score of", "number", "0.3"),
        ),
        button("Add this stage", "stage", country, country=country),
    )
