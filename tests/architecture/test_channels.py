"""Every field of the state acts on something, or is marked as an output."""

from __future__ import annotations

import pytest

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import ENTITIES, VECTORS
from tools.rules_as_trees import readers

FIELDS = [(entity, name) for entity in ENTITIES for name in specs(entity)]
ONLY_TELL = {"indicators", "journal", "recording"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("entity", "name"), FIELDS, ids=lambda part: getattr(part, "__name__", part)
)
def test_a_field_is_read_by_a_process_or_declared_output(entity, name):
    read_by = readers().get((entity.__name__, name), ())
    assert specs(entity)[name].output == (not set(read_by) - ONLY_TELL)


@pytest.mark.parametrize("name", VECTORS)
def test_a_table_of_numbers_is_read_by_a_process(name):
    assert set(readers()["World", name]) - ONLY_TELL


def test_every_named_config_key_exists():
    keys = [spec.config for entity in ENTITIES for spec in specs(entity).values() if spec.config]
    keys += [spec.config for spec in VECTORS.values() if spec.config]
    schema = WorldConfig.model_json_schema()
    for dotted in keys:
        assert exists(schema, dotted.split(".")), dotted


def exists(schema, path):
    """Tell whether a dotted key leads somewhere in a JSON schema; ``*`` is any entry."""
    places = [schema]
    for part in path:
        following = []
        for place in places:
            for branch in branches(schema, place):
                inner = branch.get("properties", {}).get(part)
                if part == "*" and isinstance(branch.get("additionalProperties"), dict):
                    inner = branch["additionalProperties"]
                if inner is not None:
                    following.append(inner)
        places = following
    return bool(places)


def branches(schema, place):
    """Resolve references and alternatives of a schema node."""
    if "$ref" in place:
        return branches(schema, schema["$defs"][place["$ref"].rsplit("/", 1)[-1]])
    inner = place.get("anyOf", []) + place.get("allOf", [])
    return [place, *(branch for part in inner for branch in branches(schema, part))]


def test_no_rule_reads_a_name():
    """No preset, case or country name reaches a rule: keys are numbers made from ids."""
    for entity, name in FIELDS:
        assert name not in {"name", "id", "preset", "label"}, entity
