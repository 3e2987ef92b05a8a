"""Worlds for tests: a small one with everything in it, and random ones."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from paradiplomacy.config import WorldConfig
from paradiplomacy.mechanisms import REGISTRY

CHAIN = {
    "council": {"owner": "council", "local": True, "position": 0, "threshold": 0.35},
    "home": {"owner": "home affairs", "position": 1, "threshold": 0.42},
    "foreign": {"owner": "foreign ministry", "position": 2, "threshold": 0.45, "skippable": True},
}
for _stage in CHAIN.values():
    _stage |= {
        "service_rate": 0.6,
        "background_load": 0.6,
        "required_share": {"programme": 0.4, "loi": 0.7, "mou": 1.0},
    }

SMALL: dict[str, Any] = {
    "scenario": {"title": "A small world", "start": "2009-01", "months": 120},
    "sectors": {
        "culture": {"contact": 0.8, "foreignness": 0.4},
        "education": {"contact": 0.6, "foreignness": 0.2},
        "technology": {"contact": 0.2, "foreignness": 0.1},
    },
    "regimes": {
        "one_gate": {"stages": CHAIN, "fast_track": {"enabled": True, "month_value": 0.01}},
        "progressive": {"stages": {"council": CHAIN["council"]}},
    },
    "countries": {
        "north": {"name": "North", "regime": "one_gate", "priorities": {"culture": 0.7}},
        "south": {"name": "South", "regime": "progressive", "term_months": 48, "fiscal_month": 4},
    },
    "cities": {
        "aa": {"name": "Aa", "country": "north", "capacity": 0.3, "unit": False, "budget": 14.0},
        "bb": {"name": "Bb", "country": "north", "capacity": 0.7, "unit": True, "budget": 40.0},
        "cc": {"name": "Cc", "country": "south", "capacity": 0.8, "unit": True, "budget": 60.0,
               "agenda": {"culture": 0.9, "technology": 0.4}},
        "dd": {"name": "Dd", "country": "south", "capacity": 0.5, "unit": False, "budget": 25.0},
    },
    "ngos": {
        "friends": {"name": "Friends", "kind": "civil_society", "home": "cc", "budget": 20.0,
                    "ties": ["aa-cc", "bb-cc"], "sectors": ["culture", "education"]},
        "school": {"name": "School", "kind": "education", "home": "aa", "budget": 6.0,
                   "ties": ["aa-cc"], "sectors": ["education"], "capability": 0.7},
    },
    "partnerships": {
        "aa-cc": {"name": "Aa and Cc", "cities": ["aa", "cc"], "cultural_distance": 0.7},
        "bb-cc": {"name": "Bb and Cc", "cities": ["bb", "cc"], "cultural_distance": 0.4},
        "bb-dd": {"name": "Bb and Dd", "cities": ["dd", "bb"], "cultural_distance": 0.2,
                  "paper": {"kind": "mou", "expires": "2011-06"}},
    },
}  # fmt: skip


def raw(**changes: Any) -> dict[str, Any]:
    """Return the small world as raw data with dotted changes, like ``cities__aa__unit=True``."""
    data = deepcopy(SMALL)
    for dotted, value in changes.items():
        *path, last = dotted.replace("TO", "-").split("__")
        place = data
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return data


def small(**changes: Any) -> WorldConfig:
    """Return the small world as a configuration, with dotted changes."""
    return WorldConfig.model_validate(raw(**changes))


shares = st.floats(0.0, 1.0)
inner_shares = st.floats(0.05, 1.0)


@st.composite
def configs(draw: st.DrawFn, months: int = 36) -> WorldConfig:
    """Draw a world: sizes, capacities, regimes, money, mechanisms and parameters vary."""
    data = raw(
        scenario__months=months, scenario__start=draw(st.sampled_from(["2009-01", "1999-08"]))
    )
    for city in data["cities"].values():
        city["capacity"] = draw(shares)
        city["unit"] = draw(st.booleans())
        city["budget"] = draw(st.floats(0.0, 120.0))
        city["participation"] = draw(shares)
        city["vertical_coordination"] = draw(shares)
        city["horizontal_coordination"] = draw(shares)
        city["leader"] = {"drive": draw(shares), "terms_served": draw(st.integers(1, 2))}
    for ngo in data["ngos"].values():
        ngo |= {"budget": draw(st.floats(0.0, 60.0)), "capability": draw(shares)}
    for tie in data["partnerships"].values():
        tie["cultural_distance"] = draw(shares)
    for stage in data["regimes"]["one_gate"]["stages"].values():
        stage["service_rate"] = draw(st.floats(0.05, 3.0))
        stage["background_load"] = draw(st.floats(0.0, 0.99))
        stage["returns_allowed"] = draw(st.integers(0, 3))
        stage["threshold"] = draw(st.floats(0.0, 0.8))
    data["countries"]["north"]["regime"] = {
        "preset": "one_gate",
        "blend_with": "progressive",
        "blend": draw(shares),
    }
    data["countries"]["north"]["reviewers"] = draw(st.floats(0.1, 3.0))
    data["mechanisms"] = {
        process: draw(st.sampled_from(mechanism.names)) for process, mechanism in REGISTRY.items()
    }
    data["initiation"] = {
        "city_rate": draw(inner_shares),
        "ngo_rate": draw(shares),
        "hybrid_share": draw(shares),
    }
    data["gate"] = {"patience": draw(st.integers(1, 40)), "spin_up": draw(st.integers(0, 24))}
    data["leadership"] = {"early_exit": draw(st.floats(0.0, 0.2))}
    data["trust"] = {"negativity": draw(st.floats(1.0, 5.0)), "forgetting": draw(inner_shares)}
    data["delivery"] = {
        "substitution": draw(st.floats(-12.0, -0.1)),
        "reserve": draw(st.integers(0, 6)),
        "scale": draw(st.floats(0.5, 30.0)),
    }
    return WorldConfig.model_validate(data)
