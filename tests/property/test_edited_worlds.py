"""A point of a design is an edit of a prepared world, and has the bits of a world that is built."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from paradiplomacy.configuration.edits import validator_at, value_at, with_values
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.compilation.workspace import Workspace
from paradiplomacy.engines.prepared import MOST_RECORDINGS, WORD, EditedWorld, PreparedWorld
from paradiplomacy.engines.results import frame_of
from paradiplomacy.initialisation.build import initial_world
from paradiplomacy.initialisation.capacity import capacities
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.design.variations import is_number
from tests.support.designs import made
from tests.support.worlds import busy, configs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_experiments.design.points import Points


def built(config: WorldConfig) -> bytes:
    """Return the memory at month 0 of the world that is built from a configuration."""
    return Workspace(initial_world(config), capacities(config)).memory.tobytes()


def edited(world: EditedWorld) -> bytes:
    """Return the memory at month 0 of an edited world."""
    template = Workspace(world.recording.tables).memory
    words = world.recording.edits([world.values])[0].view(np.uint8).reshape(-1, WORD)
    for (start, width), word in zip(world.recording.places.tolist(), words, strict=True):
        template[start : start + width] = word[:width]
    return template.tobytes()


def numbers_in(node: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the keys of a configuration that hold a number."""
    entries = node.__dict__ if isinstance(node, BaseModel) else node
    for name, value in entries.items():
        if isinstance(value, BaseModel | dict):
            yield from numbers_in(value, (*way, name))
        elif is_number(value) and way[:1] != ("synthetic",):
            yield (*way, name)


def valid(config: WorldConfig, key: tuple[str, ...], value: float) -> float:
    """Return a number that a key may hold: a value like it, or else what stands there."""
    before = value_at(config, key)
    try:
        validated: float = validator_at(config, key)(type(before)(value))
    except ValueError:
        return before
    return validated


@st.composite
def edits(draw: st.DrawFn) -> tuple[WorldConfig, list[tuple[str, ...]], list[list[float]]]:
    """Return a world, some of its keys, and numbers for them, more than once."""
    config = draw(st.one_of(configs(), st.just(busy())))
    known = list(numbers_in(config))
    keys = draw(st.lists(st.sampled_from(known), min_size=1, max_size=12, unique=True))
    value = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 60))
    rows = draw(st.lists(st.tuples(*(value for _ in keys)), min_size=1, max_size=4))
    return (
        config,
        keys,
        [
            [valid(config, key, number) for key, number in zip(keys, row, strict=True)]
            for row in rows
        ],
    )


@pytest.mark.slow
@given(case=edits())
@settings(max_examples=60)
def test_an_edited_world_has_the_bits_of_a_built_one(case: Any) -> None:
    config, keys, rows = case
    prepared = PreparedWorld(config, keys)
    for row in rows:
        changed = with_values(config, dict(zip(keys, row, strict=True)))
        world = prepared.edited(row)
        if world is None:
            # What cannot be edited cannot be built, and the building says why.
            with pytest.raises(Exception, match=r"."):
                built(changed)
            continue
        assert edited(world) == built(changed)
        assert world.frame == frame_of(changed)


@pytest.mark.slow
def test_every_number_of_a_world_can_be_edited() -> None:
    config = busy()
    as_it_is = built(config)
    for key in numbers_in(config):
        number = value_at(config, key)
        other = valid(config, key, number * 0.75 if isinstance(number, float) else number + 1)
        changed = built(with_values(config, {key: other}))
        prepared = PreparedWorld(config, [key])
        for value, expected in ((number, as_it_is), (other, changed), (number, as_it_is)):
            world = prepared.edited([value])
            assert world is not None, key
            assert edited(world) == expected, key


@pytest.mark.slow
def test_a_world_is_not_recorded_for_ever() -> None:
    key = ("scenario", "months")
    prepared = PreparedWorld(busy(), [key])
    worlds = [prepared.edited([months]) for months in range(1, MOST_RECORDINGS + 3)]
    assert [world is None for world in worlds] == [False] * MOST_RECORDINGS + [True, True]
    again = prepared.edited([1])
    assert again is not None
    assert again.recording is worlds[0].recording  # type: ignore[union-attr]


# Designs.

FRACTIONS = {
    "set": (
        "levels = [0.0, 0.3, 0.7]\nweights = [2, 0.5, 1]",
        "low = 0.1\nhigh = 0.9",
        'distribution = "normal"\nmean = 0.5\nsd = 0.2\nhigh = 0.9',
        'distribution = "beta"\nalpha = 2.0\nbeta = 0.7\nlow = 0.1\nhigh = 0.9',
    ),
    "times": (
        "levels = [-0.0, 0.4, 1, 1.1]",
        "low = 0.5\nhigh = 1.2",
        'distribution = "lognormal"\nmedian = 0.8\nsd_log = 0.1',
    ),
    "plus": (
        "levels = [0, 0.02, 0.1]",
        "low = 0\nhigh = 0.15",
        'distribution = "triangular"\nlow = -0.01\nmode = 0.0\nhigh = 0.02',
    ),
}
WHOLES = {
    "set": (
        "levels = [1, 2]",
        "low = 1\nhigh = 30",
        'distribution = "normal"\nmean = 12.0\nsd = 6.0\nlow = 1',
        'distribution = "triangular"\nlow = 1\nmode = 1\nhigh = 30',
    ),
    "times": (
        "levels = [1, 2.5]",
        "low = 1\nhigh = 2",
        'distribution = "lognormal"\nmedian = 1.5\nsd_log = 0.1\nlow = 1.0',
    ),
    "plus": ("levels = [0, 1, 7]", "low = 0\nhigh = 9"),
}
KEYS = {
    "trust.forgetting": FRACTIONS,
    "leadership.early_exit": FRACTIONS,
    "trust.aspiration_start": FRACTIONS,
    "budgeting.start_share": FRACTIONS,
    "delivery.staff_size": FRACTIONS,
    "cities.*.capacity": FRACTIONS,
    "cities.baubau.capacity": FRACTIONS,
    "cities.*.budget": FRACTIONS,
    "cities.baubau.leader.drive": FRACTIONS,
    "countries.*.regime.blend": FRACTIONS,
    "countries.indonesia.bilateral.korea": FRACTIONS,
    "countries.korea.regime.top_down_share": FRACTIONS,
    "partnerships.*.perception": FRACTIONS,
    "ngos.*.capability": FRACTIONS,
    "sectors.*.contact": FRACTIONS,
    "gate.patience": WHOLES,
    "gate.mou_term": WHOLES,
    "cities.baubau.population": WHOLES,
    "countries.indonesia.term_months": WHOLES,
    "scenario.months": WHOLES,
}
STRUCTURES = (
    "",
    '[factors.structure]\nkey = "cities.*.unit"\nlevels = [false, true]\n',
    '[factors.structure]\nkey = "mechanisms.trust"\nlevels = ["neutral", "beta_prior_half"]\n',
    '[factors.structure]\nscenarios = ["baubau-seoul", "bandung-seoul"]\n',
    (
        "[factors.structure.alternatives]\nas_it_is = {}\n"
        'other = { set = { "cities.*.unit" = true, "cities.*.capacity" = 0.4 } }\n'
        'third = { set = { "cities.*.capacity" = 0.3 } }\n'
    ),
    (
        "[factors.structure]\n"
        'key = "countries.indonesia.regime"\n'
        'levels = { a = "progressive", b = { preset = "progressive", blend = 0.5,'
        ' blend_with = "conservative_one_gate" } }\n'
    ),
)
"""A factor that changes more than numbers, or none."""


@st.composite
def designs(draw: st.DrawFn) -> str:
    """Return the text of factors: some of numbers, perhaps one of something else."""
    texts = []
    for place, key in enumerate(
        draw(st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=5))
    ):
        change = draw(st.sampled_from(["set", "times", "plus"]))
        levels = draw(st.sampled_from(KEYS[key][change]))
        texts.append(f'[factors.f{place}]\nkey = "{key}"\n{levels}\nchange = "{change}"\n')
    texts.insert(draw(st.integers(0, len(texts))), draw(st.sampled_from(STRUCTURES)))
    sampler = draw(
        st.sampled_from(
            [
                '[sampler]\nkind = "lhs"\npoints = 3\nblocks = 2\n',
                '[sampler]\nkind = "sobol"\npoints = 8\n',
            ]
        )
    )
    return "".join(texts) + f"{sampler}seed = {draw(st.integers(1, 99))}\n"


def compared(points: Points) -> int:
    """Hold every point against its world as it is built; return how many are edits."""
    count = 0
    for number in range(len(points)):
        variation = points.variations.of(number, points.variations.key(number), worth=True)
        world = variation.world_of(points, number) if variation is not None else None
        try:
            config = points.config(number)
        except ConfigError:
            assert world is None
            continue
        if world is not None:
            assert edited(world) == built(config)
            count += 1
    return count


@pytest.mark.slow
@given(text=designs())
@settings(max_examples=25)
def test_points_of_random_designs_have_the_bits_of_built_worlds(text: str) -> None:
    head = '[design]\ntitle = "T"\nquestion = "Q"\nscenario = "baubau-seoul"\n'
    head += '[settings]\n"countries.*.regime.blend_with" = "progressive"\n'
    with tempfile.TemporaryDirectory() as folder:
        try:
            design = made(Path(folder), text, head=head)
        except ConfigError:
            return  # a level that is refused when the design is loaded makes no point
        compared(design.points)


@pytest.mark.parametrize("name", ["discovery", "sobol", "morris", "autonomy-capacity"])
def test_points_of_shipped_designs_of_conditions_are_edits(name: str) -> None:
    settings = {"discovery": ["sampler.points=40"], "sobol": ["sampler.base=2"]}
    points = load_design(name, settings.get(name, [])).points
    some = np.unique(np.linspace(0, min(len(points), 20) - 1, 10).astype(int)).tolist()
    keys = {points.variations.key(number) for number in some}
    assert len(keys) <= 4
    for number in some:
        variation = points.variations.of(number, points.variations.key(number), worth=True)
        assert variation is not None
        world = variation.world_of(points, number)
        assert world is not None
        assert edited(world) == built(points.config(number))


def test_numbers_that_leave_their_bounds_together_are_told_by_the_configuration(
    tmp_path: Path,
) -> None:
    text = """
    [factors.one]
    key = "cities.baubau.capacity"
    levels = [1, 1.9]
    change = "times"
    [factors.other]
    key = "cities.baubau.capacity"
    levels = [0.0, 0.6]
    change = "plus"
    [factors.third]
    key = "trust.forgetting"
    low = 0.5
    high = 0.9
    [sampler]
    kind = "lhs"
    points = 2000
    """
    points = made(tmp_path, text).points
    refused = 0
    for number in range(30):
        variation = points.variations.of(number, points.variations.key(number), worth=True)
        world = variation.world_of(points, number) if variation is not None else None
        if world is None:
            refused += 1
            with pytest.raises(ConfigError, match=r"is out of bounds: must be at most 1"):
                points.config(number)
    assert 0 < refused < 30


def test_points_of_distributions_are_edits_of_one_world(tmp_path: Path) -> None:
    spread = [each for each in FRACTIONS["set"] if "distribution" in each]
    whole = WHOLES["set"][-1]
    text = (
        f'[factors.a]\nkey = "trust.forgetting"\n{spread[0]}\n'
        f'[factors.b]\nkey = "cities.*.capacity"\n{spread[1]}\n'
        f'[factors.c]\nkey = "gate.patience"\n{whole}\n'
        '[sampler]\nkind = "lhs"\npoints = 24\n'
    )
    points = made(tmp_path, text).points
    assert len({points.variations.key(number) for number in range(len(points))}) == 1
    assert compared(points) == 24


@pytest.mark.slow
def test_every_number_of_what_changes_in_a_run_can_be_edited() -> None:
    config = busy(
        timelines={
            "cities.aa.budget": {"values": {"2008": 9.0, "2010": 20.0, "2012-03": 30.0}},
            "cities.*.need": {"values": {"2007": 0.2, "2011": 0.6}, "between": "linear"},
            "trust.negativity": {"values": {"2009": 2.5, "2012": 3.0}},
            "gate.patience": {"values": {"2008": 20, "2012": 40}},
        },
        events={
            "boom": {"field": "cities.*.budget", "scale": 1.5, "rate": 0.1, "duration": 6},
            "rule": {"field": "gate.returns", "set": 0.4, "month": "2010-05", "until": "2012-05"},
            "term": {"field": "gate.mou_term", "set": 12, "month": "2010-05"},
        },
    )
    as_it_is = built(config), frame_of(config)
    keys = [key for key in numbers_in(config) if key[0] in ("timelines", "events", "trust", "gate")]
    assert len(keys) > 30
    for key in keys:
        number = value_at(config, key)
        other = valid(config, key, number * 0.75)
        with_other = with_values(config, {key: other})
        changed = built(with_other), frame_of(with_other)
        prepared = PreparedWorld(config, [key])
        for value, expected in ((number, as_it_is), (other, changed), (number, as_it_is)):
            world = prepared.edited([value])
            assert world is not None, key
            assert (edited(world), world.frame) == expected, key
