"""The contract of every mechanism; each process's tests inherit it."""

from __future__ import annotations

import functools
import importlib
import itertools
from copy import deepcopy
from typing import ClassVar

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.state.codes import DOSSIER_SLOTS, PROGRAMME_SLOTS
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import ENTITIES, VECTORS
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY, small

MONTHS = 36
EARLY = {
    "drought": {
        "field": "cities.dd.budget", "change": -20.0, "month": "2009-05", "duration": 20,
    },
    "law": {
        "field": "countries.south.regime", "regime": "one_gate", "month": "2009-09", "duration": 18,
    },
}  # fmt: skip
"""What happens from outside in the first months, so that it has time to make a difference."""


def busy(**changes):
    """Return a world in which so much goes on that every variant makes a difference."""
    data = deepcopy(BUSY)
    data["events"] |= EARLY
    return small(**data | changes)


def run(months=MONTHS, seed=1, **changes):
    """Return a model of the busy world after some months."""
    model = WorldModel(busy(**changes), seed=seed)
    model.run(months)
    return model


def out_of_bounds(world):
    """List the fields of a world that are outside their declared bounds, or no number.

    Ties that nobody has founded yet are left out: no rule writes to their rows.
    """
    of_ties = {"partnerships": 1, "programmes": PROGRAMME_SLOTS, "dossiers": DOSSIER_SLOTS}
    found = []
    for entity in ENTITIES:
        rows = getattr(world, entity.table)
        if entity.table in of_ties:
            rows = rows[: world.clock.partnership_count * of_ties[entity.table]]
        for name, spec in specs(entity).items():
            values = [getattr(row, name) for row in (rows if isinstance(rows, list) else [rows])]
            if spec.size:
                values = itertools.chain.from_iterable(values)
            # A comparison with what is no number is false.
            if not all(spec.low <= value <= spec.high for value in values):
                found.append(f"{entity.__name__}.{name}")
    for name, spec in VECTORS.items():
        if not all(spec.low <= value <= spec.high for value in getattr(world, name)):
            found.append(name)
    return found


@functools.cache
def _outcome(changes):
    return arrays_of(run(**dict(changes)).world)


def outcome(process, variant):
    """Return what the busy world has become under a variant of one process."""
    if variant == REGISTRY[process].default:
        return _outcome(())
    return _outcome(((f"mechanisms__{process}", variant),))


def backwards(table):
    """Return nested tables with their entries in the opposite order."""
    if not isinstance(table, dict):
        return table
    return {name: backwards(value) for name, value in reversed(table.items())}


class MechanismContract:
    """Promise of every mechanism: bounded, deterministic, order-free, documented, cited.

    A process's tests say what its ``neutral`` variant freezes and what ``off`` switches off:
    ``while_neutral`` and ``while_off`` are asked after every month about the world, ``settings``
    is how a run is set up for that, and ``self.first`` is the world as it was founded.
    """

    process = ""
    settings: ClassVar = {}

    def while_neutral(self, world):
        raise NotImplementedError

    def while_off(self, world):
        raise NotImplementedError

    def pytest_generate_tests(self, metafunc):
        if "variant" in metafunc.fixturenames:
            metafunc.parametrize("variant", REGISTRY[self.process].names)
        if "rival" in metafunc.fixturenames:
            metafunc.parametrize("rival", REGISTRY[self.process].names[1:])

    def test_keeps_every_field_in_its_bounds(self, variant):
        model = WorldModel(busy(**{f"mechanisms__{self.process}": variant}), seed=2)
        for _ in range(MONTHS):
            model.step()
            assert out_of_bounds(model.world) == []

    def test_is_deterministic(self, variant):
        model = run(**{f"mechanisms__{self.process}": variant})
        assert first_difference(outcome(self.process, variant), arrays_of(model.world)) == ""

    def test_knows_no_order_of_the_entries_of_a_config(self, variant):
        config = busy(**{f"mechanisms__{self.process}": variant})
        other = WorldConfig.model_validate(backwards(config.model_dump(exclude_unset=True)))
        model = WorldModel(other, seed=1)
        model.run(MONTHS)
        assert first_difference(outcome(self.process, variant), arrays_of(model.world)) == ""

    def test_acts_otherwise_than_the_default(self, rival):
        worlds = [
            outcome(self.process, name)._asdict()
            for name in (rival, REGISTRY[self.process].default)
        ]
        acted = ("cities", "partnerships", "programmes", "bilateral")
        assert any((worlds[0][name] != worlds[1][name]).any() for name in acted)

    def test_neutral_freezes_what_it_says(self):
        assert "neutral" in REGISTRY[self.process].names
        self._watch("neutral", self.while_neutral)

    def test_off_does_what_it_says(self):
        if "off" in REGISTRY[self.process].names:
            self._watch("off", self.while_off)

    def _watch(self, variant, look):
        config = busy(**{f"mechanisms__{self.process}": variant} | self.settings)
        self.first = build_world(config, seed=3)
        model = WorldModel(config, seed=3)
        for _ in range(MONTHS):
            model.step()
            look(model.world)

    def test_is_documented_and_cited(self, variant):
        module = importlib.import_module(f"paradiplomacy.processes.{self.process}")
        assert "Rule in words." in module.__doc__
        assert "Sources." in module.__doc__
        entry = REGISTRY[self.process].variants[REGISTRY[self.process].code(variant)]
        assert len(entry.summary) > 10
        assert entry.source
