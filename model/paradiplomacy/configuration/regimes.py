"""The autonomy regime: a list of clearance stages and nothing else.

A regime acts on the world only through the stages a dossier must pass: who owns them, how fast
they serve, what they refuse. Presets are data in the scenarios; here stand the types, and how a
country's regime is made from a preset, overrides and a blend. Names of regimes never reach the
world: a renamed or expanded preset changes no bit.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Field, create_model

from paradiplomacy.parameters.declare import REQUIRED, Section, group, key, share, table
from paradiplomacy.state.codes import MOST_RETURNS

Part = TypeVar("Part", bound=Section)


class RequiredShare(Section):
    """For each instrument, the share of dossiers that must pass a stage."""

    programme: float = share(0.0, "share of programme dossiers sent here", source="P19, assumption")
    loi: float = share(0.0, "share of LoI dossiers sent here", source="P19, assumption")
    mou: float = share(0.0, "share of MoU dossiers sent here", source="P19, assumption")


class StageConfig(Section):
    """One clearance stage."""

    owner: str = Field(REQUIRED, description="who decides: council, home affairs, foreign ministry")
    local: bool = Field(
        default=False,
        description="whether each city has a desk of its own (true) or the country one (false)",
    )
    position: int = key(
        REQUIRED, "1", "place in the chain, lowest first", source="P19", low=0, high=1000
    )
    required_share: RequiredShare = Field(
        default_factory=RequiredShare, description="share of dossiers that must pass, by instrument"
    )
    service_rate: float = key(
        REQUIRED,
        "dossiers per city and month",
        "mean number of dossiers the stage can serve per city",
        source="assumption (pilot)",
        above=0.0,
        high=1000.0,
    )
    background_load: float = key(
        0.0,
        "1",
        "share of the service taken by dossiers from outside the model",
        source="assumption",
        low=0.0,
        high=0.99,
    )
    threshold: float = key(
        REQUIRED,
        "1",
        "score at which half of the dossiers pass",
        source="assumption (pilot)",
        low=-5.0,
        high=5.0,
    )
    slope: float = key(
        0.12,
        "1",
        "spread of the threshold; the smaller, the stricter",
        source="assumption (pilot)",
        above=0.0,
        high=5.0,
    )
    returns_allowed: int = key(
        5,
        "1",
        "times that a central stage sends a dossier back at most; a local one sends none back",
        source="assumption on E31",
        low=0,
        high=MOST_RETURNS,
    )
    skippable: bool = Field(
        default=False,
        description="whether a fast-tracked dossier skips this stage and its scrutiny",
    )


class FastTrack(Section):
    """The rule by which low-risk dossiers skip stages (after Epstein & O'Halloran 1999)."""

    enabled: bool = Field(default=False, description="whether fast track exists")
    month_value: float = key(
        0.01,
        "1",
        "squared drift that the centre accepts per month of waiting saved",
        source="after Epstein & O'Halloran 1999; form and value assumption",
        low=0.0,
        high=10.0,
    )


class Regime(Section):
    """An autonomy regime, a preset or a country's own."""

    stages: dict[str, StageConfig] = table("clearance stages by id")
    fast_track: FastTrack = Field(
        default_factory=FastTrack, description="when a dossier may skip stages"
    )
    top_down_share: float = share(
        0.0,
        "share of opportunities that the centre shapes by its priorities",
        source="assumption; E42, E45",
    )


def _partial(section: type[Section]) -> type[Section]:
    """Return ``section`` with every key optional: what an override may say."""
    fields: dict[str, Any] = {
        name: (
            Annotated[info.annotation, Field(), *info.metadata] | None,
            Field(None, description=info.description, json_schema_extra=info.json_schema_extra),
        )
        for name, info in section.model_fields.items()
    }
    return create_model(f"{section.__name__}Override", __base__=Section, **fields)


StageOverride = _partial(StageConfig)
FastTrackOverride = _partial(FastTrack)


class RegimeChoice(Section):
    """The regime of a country: a preset, what differs from it, and a blend with another."""

    preset: str | None = Field(default=None, description="name of the regime to start from")
    blend_with: str | None = Field(default=None, description="name of the regime to blend with")
    blend: float = share(0.0, "0: only the preset; 1: only the other", source="lever")
    stages: dict[str, StageOverride] = table(  # type: ignore[valid-type]
        "stages that differ from the preset, or more of them"
    )
    fast_track: FastTrackOverride = group(  # type: ignore[valid-type]
        FastTrackOverride, "what differs from the preset's fast-track rule"
    )
    top_down_share: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="share of opportunities that the centre shapes, where it differs",
    )


def shorthand(value: Any) -> Any:
    """Return the table for which the name of a preset stands."""
    return {"preset": value} if isinstance(value, str) else value


def resolve(choice: RegimeChoice, presets: dict[str, Regime]) -> Regime:
    """Return the regime that ``choice`` describes.

    The blend is taken first, overrides are laid over it last, so that an override holds whatever
    the blend. Parts that were validated are put together as they are. Raises ``KeyError`` for an
    unknown preset and ``pydantic.ValidationError`` for an override that is no stage.
    """
    base = presets[choice.preset] if choice.preset is not None else Regime()
    if choice.blend_with is not None:
        base = blended(base, presets[choice.blend_with], choice.blend)
    stages = dict(base.stages)
    overrides: dict[str, Section] = dict(choice.stages)
    for name, changes in overrides.items():
        if name in stages:
            stages[name] = _overridden(stages[name], changes)
        else:
            stages[name] = StageConfig.model_validate(changes.model_dump(exclude_unset=True))
    share = choice.top_down_share
    return base.model_copy(
        update={
            "stages": stages,
            "fast_track": _overridden(base.fast_track, choice.fast_track),
            "top_down_share": base.top_down_share if share is None else share,
        }
    )


def _overridden(base: Part, changes: Section) -> Part:
    """Return ``base`` with what ``changes`` states, table by table."""
    stated = {name: getattr(changes, name) for name in changes.model_fields_set}
    return base.model_copy(
        update={
            name: _overridden(getattr(base, name), value) if isinstance(value, Section) else value
            for name, value in stated.items()
            if value is not None
        }
    )


def blended(one: Regime, other: Regime, weight: float) -> Regime:
    """Return the regime between ``one`` (weight 0) and ``other`` (weight 1).

    Stages are matched by id. A stage that one side lacks is required of nobody there and has the
    same numbers otherwise. Numbers are interpolated, whole numbers rounded, the rest taken from the
    nearer side.
    """
    if weight in (0.0, 1.0):
        return other if weight else one
    stages = {}
    for name in one.stages | other.stages:
        left = one.stages.get(name) or absent(other.stages[name])
        right = other.stages.get(name) or absent(one.stages[name])
        stages[name] = _between(left, right, weight)
    return one.model_copy(
        update={
            "stages": stages,
            "fast_track": _between(one.fast_track, other.fast_track, weight),
            "top_down_share": _between_numbers(one.top_down_share, other.top_down_share, weight),
        }
    )


def absent(stage: StageConfig) -> StageConfig:
    """Return ``stage`` as it is where nobody must pass it."""
    return stage.model_copy(update={"required_share": RequiredShare()})


def _between(left: Part, right: Part, weight: float) -> Part:
    values: dict[str, Any] = {}
    for name in type(left).model_fields:
        low, high = getattr(left, name), getattr(right, name)
        if isinstance(low, Section):
            values[name] = _between(low, high, weight)
        elif isinstance(low, bool | str):
            values[name] = high if weight > 0.5 else low
        else:
            values[name] = _between_numbers(low, high, weight)
    return left.model_copy(update=values)


def _between_numbers(low: Any, high: Any, weight: float) -> Any:
    if low == high:
        return low
    # Rounding must not carry a number past the ends it lies between.
    value = min(max(low + weight * (high - low), min(low, high)), max(low, high))
    return round(value) if isinstance(low, int) else value
