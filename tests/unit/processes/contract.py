"""The contract of every mechanism; each process's tests inherit it."""

from __future__ import annotations

import importlib

from paradiplomacy.fields import specs
from paradiplomacy.mechanisms import REGISTRY
from paradiplomacy.simulation import ParadiplomacyModel
from paradiplomacy.world import ENTITIES
from tests.engines import arrays_of, first_difference
from tests.worlds import small

MONTHS = 72
BUSY = {"initiation__city_rate": 0.2, "initiation__ngo_rate": 0.2, "leadership__early_exit": 0.02}


def run(months=MONTHS, seed=1, **changes):
    """Return a model of the small world after some months."""
    model = ParadiplomacyModel(small(**BUSY, **changes), seed=seed)
    model.run(months)
    return model


def out_of_bounds(world):
    """List the fields of a world that are outside their declared bounds, or no number."""
    found = []
    arrays = arrays_of(world)
    for entity in ENTITIES:
        rows = getattr(arrays, entity.table)
        for name, spec in specs(entity).items():
            inside = (rows[name] >= spec.low) & (rows[name] <= spec.high)
            if not inside.all():
                found.append(f"{entity.__name__}.{name}: {rows[name][~inside][:3]}")
    return found


class MechanismContract:
    """Promise of every mechanism: bounded, deterministic, documented, cited."""

    process = ""

    def pytest_generate_tests(self, metafunc):
        if "variant" in metafunc.fixturenames:
            metafunc.parametrize("variant", REGISTRY[self.process].names)
        if "rival" in metafunc.fixturenames:
            metafunc.parametrize("rival", REGISTRY[self.process].names[1:])

    def model(self, variant, **options):
        return run(**{f"mechanisms__{self.process}": variant}, **options)

    def test_keeps_every_field_in_its_bounds(self, variant):
        model = ParadiplomacyModel(
            small(**BUSY, **{f"mechanisms__{self.process}": variant}), seed=2
        )
        for _ in range(MONTHS):
            model.step()
            assert out_of_bounds(model.world) == []

    def test_is_deterministic(self, variant):
        worlds = [arrays_of(self.model(variant).world) for _ in range(2)]
        assert first_difference(*worlds) == ""

    def test_acts_otherwise_than_the_default(self, rival):
        worlds = [
            arrays_of(self.model(name).world)._asdict()
            for name in (rival, REGISTRY[self.process].default)
        ]
        told = {"mechanisms", "parameters"}
        assert any((worlds[0][name] != worlds[1][name]).any() for name in worlds[0].keys() - told)

    def test_is_documented_and_cited(self, variant):
        module = importlib.import_module(f"paradiplomacy.processes.{self.process}")
        assert "Rule in words." in module.__doc__
        assert "Sources." in module.__doc__
        entry = REGISTRY[self.process].variants[REGISTRY[self.process].code(variant)]
        assert len(entry.summary) > 10
        assert entry.source
