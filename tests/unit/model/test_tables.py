"""Rows of the compiled engine: every number is kept in a type that its declared bounds fit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.engines.tables import LINE, layout, to_rows
from paradiplomacy.state.fields import is_whole, specs
from paradiplomacy.state.institutions import Stage
from paradiplomacy.state.relations import Partnership
from paradiplomacy.state.world import ENTITIES
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.unit.model.processes.contract import out_of_bounds

SMALL_WORLD = ("synthetic.countries=3", "synthetic.cities=20", "synthetic.partnerships=40")

FIELDS = [
    pytest.param(entity, name, spec, id=f"{entity.__name__}.{name}")
    for entity in ENTITIES
    for name, spec in specs(entity).items()
]


@pytest.mark.parametrize(("entity", "name", "spec"), FIELDS)
def test_a_field_is_kept_in_a_type_that_holds_its_bounds(entity, name, spec):
    kept = layout(entity)[name].base
    if not is_whole(entity, name):
        assert kept == np.float64
        return
    room = np.iinfo(kept)
    assert all(
        room.min <= bound <= room.max for bound in (spec.low, spec.high) if abs(bound) < math.inf
    )
    # Where nothing is declared there is room for more than any run counts.
    unbounded = math.inf in (-spec.low, spec.high)
    assert not unbounded or room.bits >= (64 if spec.long else 32)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_each_field_has_bytes_of_its_own(entity):
    rows = layout(entity)
    places = sorted((place, kind.itemsize) for kind, place, *_ in rows.fields.values())
    ends = [place + size for place, size in places]
    assert all(end <= place for end, (place, _) in zip(ends, places[1:], strict=False))
    assert ends[-1] <= rows.itemsize


def test_ties_and_programmes_begin_on_cache_lines():
    assert layout(Partnership).itemsize % LINE == 0
    hot = [layout(Partnership).fields[name][1] for name in ("next", "cities", "exists", "slots")]
    assert max(hot) < LINE


@pytest.mark.parametrize("field", ["returns_allowed", "local"])
def test_a_number_that_its_field_cannot_hold_raises(field):
    with pytest.raises(OverflowError):
        to_rows(Stage, [Stage(**{field: 2**40})])


def whole_keys(schema):
    """Yield the declarations of whole numbers in a JSON schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "integer":
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from whole_keys(part)


def test_every_whole_number_of_a_config_fits_the_narrowest_field_without_bounds():
    keys = list(whole_keys(WorldConfig.model_json_schema()))
    assert len(keys) > 20
    # The largest is the number of a synthetic world, of which only draws are keyed.
    assert all(abs(key["minimum"]) <= key["maximum"] <= 2**31 for key in keys)


TO_THE_END = ("indonesia-korea", "world")
"""Runs that go on to their last month: a case, and the world that is drawn."""


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_names())
def test_a_run_leaves_every_field_within_its_declared_bounds(name):
    config = load_scenario(name, SMALL_WORLD if name == "world" else ()).config
    model = WorldModel(config, seed=1)
    model.run(config.scenario.months if name in TO_THE_END else min(config.scenario.months, 96))
    assert out_of_bounds(model.world) == []
    for entity in ENTITIES:
        records = getattr(model.world, entity.table)
        to_rows(entity, records if isinstance(records, list) else [records])
