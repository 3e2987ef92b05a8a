"""Chartering: the regimes that a country has, or may get by a reform, become charters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy.randomness import entity_key
from paradiplomacy.state.codes import INSTRUMENTS
from paradiplomacy.state.institutions import Charter, Desk, Stage

if TYPE_CHECKING:
    from paradiplomacy.configuration.regimes import Regime, StageConfig
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.state.world import World


def reforms_of(config: WorldConfig, country: str) -> list[str]:
    """Return the ids of the events that reform a country's regime, in order."""
    field = f"countries.{country}.regime"
    return sorted(name for name, event in config.events.items() if event.field == field)


def charters_of(config: WorldConfig, country: str) -> list[Regime]:
    """Return the regime of a country, and then those that reforms may put into force."""
    choices = [config.countries[country].regime]
    choices += [
        choice
        for name in reforms_of(config, country)
        if (choice := config.events[name].regime) is not None
    ]
    return [resolve(choice, config.regimes) for choice in choices]


def in_order(regime: Regime) -> list[tuple[str, StageConfig]]:
    """Return the stages of a regime with their ids, in the order of the chain."""
    return sorted(regime.stages.items(), key=lambda item: (item[1].position, item[0]))


def add_charters(world: World, country: str, regimes: list[Regime], cities: int) -> None:
    """Put a country's charters, with their stages and central desks, into the world."""
    local_before = 0
    for regime in regimes:
        charter = Charter(
            first_stage=len(world.stages),
            stage_count=len(regime.stages),
            first_desk=len(world.desks),
            first_local=local_before,
            fast_track=int(regime.fast_track.enabled),
            month_value=regime.fast_track.month_value,
            top_down_share=regime.top_down_share,
        )
        for stage_id, stage in in_order(regime):
            key = entity_key("stage", f"{country}/{stage_id}")
            if stage.local:
                offset = charter.local_count
                charter.local_count += 1
            else:
                offset = charter.desk_count
                charter.desk_count += 1
                world.desks.append(Desk(key=key, stage=len(world.stages), size=float(cities)))
            world.stages.append(
                Stage(
                    key=key,
                    local=int(stage.local),
                    desk_offset=offset,
                    required_share=[
                        getattr(stage.required_share, instrument) for instrument in INSTRUMENTS
                    ],
                    service_rate=stage.service_rate,
                    background_load=stage.background_load,
                    threshold=stage.threshold,
                    slope=stage.slope,
                    returns_allowed=stage.returns_allowed,
                    skippable=int(stage.skippable),
                )
            )
        local_before += charter.local_count
        world.charters.append(charter)
