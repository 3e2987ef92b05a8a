"""Worlds for tests: a small one, a busy one in which everything happens, and random ones."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from paradiplomacy.configuration.changes import tables_of
from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.configuration.targets import NO_KEY, NUMBER, SWITCH, Target, targets
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.state.codes import NGO_KINDS

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
                    "partnerships": ["aa-cc", "bb-cc"], "sectors": ["culture", "education"]},
        "school": {"name": "School", "kind": "education", "home": "aa", "budget": 6.0,
                   "partnerships": ["aa-cc"], "sectors": ["education"], "capability": 0.7},
    },
    "partnerships": {
        "aa-cc": {"name": "Aa and Cc", "cities": ["aa", "cc"], "cultural_distance": 0.7},
        "bb-cc": {"name": "Bb and Cc", "cities": ["bb", "cc"], "cultural_distance": 0.4},
        "bb-dd": {"name": "Bb and Dd", "cities": ["dd", "bb"], "cultural_distance": 0.2,
                  "agreement": {"kind": "mou", "expires": "2011-06"}},
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
        place[last] = deepcopy(value)
    return data


def small(**changes: Any) -> WorldConfig:
    """Return the small world as a configuration, with dotted changes."""
    return WorldConfig.model_validate(raw(**changes))


EAST = {
    "name": "East",
    "regime": {"preset": "one_gate", "blend_with": "progressive", "blend": 0.7},
    "term_months": 36,
    "fiscal_month": 7,
    "monitoring_mandate": 0.5,
    "cultural_distance": {"north": 0.2, "south": 0.9},
    "bilateral": {"north": 0.7},
}
BUSY: dict[str, Any] = {
    "scenario__months": 144,
    "sectors__education__knowledge": 0.6,
    "sectors__technology__knowledge": 0.9,
    "regimes__one_gate__top_down_share": 0.3,
    "countries__east": EAST,
    "countries__north__priorities": {"culture": 0.95, "education": 0.2},
    "countries__north__matching_fund": 20.0,
    "countries__north__recognition": 0.47,
    "countries__north__coordination_effort": 0.9,
    "countries__north__budget_friction": 0.2,
    "countries__south__recognition": 0.46,
    "countries__south__coordination_effort": 0.9,
    "cities__aa__budget": 5.0,
    "cities__aa__leader": {"drive": 0.9, "entrepreneur": True},
    "cities__bb__capacity": 0.52,
    "cities__bb__coordination_effort": 0.9,
    "cities__cc__unit": False,
    "cities__cc__norm_adopted": True,
    "cities__dd__broker": True,
    "cities__dd__capacity": 0.48,
    "cities__dd__monitoring": 0.8,
    "cities__ee": {"name": "Ee", "country": "east", "capacity": 0.49, "unit": False,
                   "budget": 30.0, "population": 900_000, "leader": {"drive": 0.8}},
    "ngos__school__budget": 1.0,
    "events": {
        "crisis": {"field": "cities.bb.budget", "change": -30.0, "rate": 0.03, "duration": 14},
        "fund": {"field": "countries.south.matching_fund", "change": 30.0, "month": "2012-01"},
        "incident": {"field": "countries.south.bilateral.north", "change": -0.3,
                     "month": "2011-03", "duration": 6},
        "opening": {"field": "countries.north.regime", "regime": "progressive",
                    "month": "2012-05", "duration": 40},
    },
    "leadership": {"early_exit": 0.03, "drive_spread": 0.4, "entrepreneur_share": 0.3,
                   "retention_without_unit": 0.1, "inherited_weight": 0.4, "re_election": 0.55,
                   "commitment_gain": 0.05},
    "initiation": {"intercept": -3.0, "new_partnership": -0.5, "outside": 0.5,
                   "worth": [0.4, 1.2, 3.0], "ngo_rate": 0.15, "ngo_search": 0.1,
                   "hybrid_share": 0.3, "paper_wish": 0.2},
    "gate": {"patience": 28, "loi_term": 60, "mou_term": 24, "spin_up": 60,
             "automatic_extension": 0.3},
    "coordination": {"gain": 0.12, "decay": 0.03, "turnover_decay": 0.12},
    "delivery": {"floor": 0.2, "scale": 5.0, "staff_per_capacity": 5.0, "reserve": 3},
    "bilateral": {"up": 0.01, "image": 0.003, "noise": 0.02, "persistence": 0.97},
    "norms": {"threshold_mean": 0.6, "threshold_spread": 0.3, "attention": 0.5, "abandon": 0.95,
              "broadcast": 0.5, "internalise": 0.1, "recognition_gain": 0.05,
              "recognition_return": 0.3},
    "learning": {"absorption": 0.6, "forget": 0.1, "interval": 6, "experience": 0.3},
    "carrying": {"let_go": 0.2, "take_up": 0.25, "entry": 0.1, "exit": 0.003},
}  # fmt: skip
"""What makes of the small world one in which, with BUSY_SEED, every kind of event happens."""

BUSY_SEED = 16


def busy(**changes: Any) -> WorldConfig:
    """Return the busy world, with dotted changes of its own."""
    return small(**BUSY | changes)


shares = st.floats(0.0, 1.0)
inner_shares = st.floats(0.05, 1.0)
ample = st.one_of(st.floats(0.4, 0.9), st.floats(0.4, 0.9), shares)
"""Mostly enough to keep a world alive, now and then nothing or all."""


def date_after(start: str, months: int) -> str:
    """Return the calendar month that is ``months`` after ``start``."""
    month = months_since_zero(start) + months
    return f"{month // 12}-{month % 12 + 1:02}"


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a regime: a blend of the two presets with an override."""
    return {
        "preset": draw(st.sampled_from(["one_gate", "progressive"])),
        "blend_with": draw(st.sampled_from(["one_gate", "progressive"])),
        "blend": draw(shares),
        "top_down_share": draw(shares),
        "fast_track": {"enabled": draw(st.booleans()), "month_value": draw(st.floats(0.0, 0.1))},
    }


@st.composite
def fields(draw: st.DrawFn, data: dict[str, Any], target: Target) -> str:
    """Draw a key that stands for one thing, or for all, among those that may change."""
    ids: list[str] = []
    for table in tables_of(target):
        known = sorted(data[table])
        if ids and table == "countries":
            known.remove(ids[0])
        if ids and table == "cities":
            known = data["partnerships"][ids[0]]["cities"]
        ids.append(draw(st.sampled_from(known)))
    pieces = iter(ids)
    return ".".join(next(pieces) if part == "*" else part for part in target.pattern.split("."))


@st.composite
def ways(draw: st.DrawFn, target: Target) -> dict[str, Any]:
    """Draw how an event changes something."""
    size = 30.0 if target.high > 1e5 else min(target.high, 10.0)
    added = {"change": size * draw(st.floats(-1.0, 1.0))}
    if target.kind == NO_KEY:
        return added
    value = draw(values_of(target))
    if target.kind == SWITCH:
        return draw(st.sampled_from([added, {"set": value}]))
    return draw(st.sampled_from([added, {"set": value}, {"scale": draw(st.floats(0.0, 2.0))}]))


@st.composite
def values_of(draw: st.DrawFn, target: Target) -> Any:
    """Draw a value that a key may have."""
    if target.kind == SWITCH:
        return draw(st.booleans())
    if target.kind == NUMBER:
        least = max(target.least, target.low, -10.0)
        return draw(st.floats(least or 0.0, min(target.high, 30.0)))
    return draw(st.integers(int(target.low), int(min(target.high, 24))))


@st.composite
def timelines(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """Draw a few timelines, in steps or straight, of anything that can change but by an event."""
    found = {}
    known = [each for each in targets().values() if each.kind != NO_KEY]
    for target in draw(st.lists(st.sampled_from(known), max_size=4)):
        later = draw(st.lists(st.integers(-20, 40), min_size=1, max_size=5, unique=True))
        start = data["scenario"]["start"]
        straight = target.kind == NUMBER and draw(st.booleans())
        found[draw(fields(data, target))] = {
            "values": {date_after(start, month): draw(values_of(target)) for month in later},
            "between": "linear" if straight else "step",
        }
    return found


@st.composite
def events(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """Draw a few events, dated or random, for good or for a time, of anything that can change."""
    found = {}
    known = sorted(targets())
    state = [pattern for pattern in known if "*" in pattern]
    for name in "uvwx"[: draw(st.integers(0, 4))]:
        some = st.sampled_from(state), st.sampled_from(known)
        target = targets()[draw(st.one_of(st.just("countries.*.regime"), *some))]
        event: dict[str, Any] = {"field": draw(fields(data, target))}
        if target.pattern.endswith(".regime"):
            event["regime"] = draw(choices())
        else:
            event |= draw(ways(target))
        if draw(st.booleans()):
            later = draw(st.integers(0, data["scenario"]["months"] - 1))
            event["month"] = date_after(data["scenario"]["start"], later)
        else:
            event["rate"] = draw(st.floats(0.01, 0.3))
        event["duration"] = draw(st.integers(0, 20))
        found[name] = event
    return found


def _actors(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Vary those who act, and the ties they have."""
    for country in data["countries"].values():
        country["regime"] = draw(choices())
        country["reviewers"] = draw(st.floats(0.1, 3.0))
        country["term_months"] = draw(st.integers(6, 60))
        country["matching_fund"] = draw(st.floats(0.0, 60.0))
        country["budget_friction"] = draw(st.floats(0.0, 1.5))
        country["bilateral"] = {
            name: draw(shares) for name in data["countries"] if data["countries"][name] != country
        }
        for key in ("recognition", "foreign_sensitivity", "coordination_effort"):
            country[key] = draw(shares)
        country["monitoring_mandate"] = draw(shares)
    for city in data["cities"].values():
        city["unit"] = draw(st.booleans())
        city["broker"] = draw(st.booleans())
        city["norm_adopted"] = draw(st.booleans())
        city["budget"] = 120.0 * draw(ample)
        city["population"] = draw(st.integers(1, 10_000_000))
        for key in (
            "capacity", "access", "need", "identity_salience", "informed", "participation",
            "vertical_coordination", "horizontal_coordination", "coordination_effort",
            "centre_effort", "agency_effort", "dissemination", "monitoring",
        ):  # fmt: skip
            city[key] = draw(ample)
        city["leader"] = {
            "drive": draw(ample),
            "entrepreneur": draw(st.booleans()),
            "terms_served": draw(st.integers(1, 2)),
        }
    for ngo in data["ngos"].values():
        ngo["budget"] = 60.0 * draw(ample)
        for key in ("capability", "legitimacy", "transnational"):
            ngo[key] = draw(ample)
    for partnership in data["partnerships"].values():
        for key in ("cultural_distance", "contact", "coordination", "perception"):
            partnership[key] = draw(shares)


def _parameters(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Vary mechanisms, half of them the default, and the parameters that matter most."""
    data["mechanisms"] = {
        process: draw(st.one_of(st.just(part.default), st.sampled_from(part.names)))
        for process, part in REGISTRY.items()
    }
    data["initiation"] = {
        "intercept": draw(st.floats(-4.0, -1.0)),
        "new_partnership": draw(st.floats(-3.0, 2.0)),
        "outside": draw(st.floats(-6.0, 1.0)),
        "neutral_city_rate": draw(inner_shares),
        "neutral_ngo_rate": draw(shares),
        "paper_wish": draw(shares),
        "ngo_rate": draw(shares),
        "ngo_search": draw(st.floats(0.0, 0.3)),
        "hybrid_share": draw(shares),
    }
    data["gate"] = {
        "patience": draw(st.integers(1, 40)),
        "returns": draw(shares),
        "spin_up": draw(st.integers(0, 24)),
        "loi_term": draw(st.integers(1, 60)),
        "mou_term": draw(st.integers(1, 60)),
        "automatic_extension": draw(shares),
        "optimism": draw(st.floats(0.0, 1.0)),
        "scrutiny": draw(shares),
    }
    data["leadership"] = {"early_exit": draw(st.floats(0.0, 0.2))}
    data["trust"] = {
        "negativity": draw(st.floats(1.0, 5.0)),
        "forgetting": draw(inner_shares),
        "own_weight": draw(shares),
        "away_weight": draw(shares),
    }
    data["participation"] = {"trust_weight": draw(shares)}
    data["delivery"] = {
        "substitution": draw(st.floats(-12.0, -0.1)),
        "reserve": draw(st.integers(0, 6)),
        "scale": draw(st.floats(3.0, 30.0)),
        "floor": draw(st.floats(0.0, 0.3)),
    }
    data["budgeting"] = {"lead_share": draw(shares), "response": draw(st.floats(0.0, 3.0))}
    data["bilateral"] = {"up": draw(st.floats(0.0, 0.1)), "image": draw(st.floats(0.0, 0.1))}
    data["norms"] = {"attention": draw(shares), "threshold_mean": draw(shares)}
    data["learning"] = {
        "interval": draw(st.integers(1, 12)),
        "absorption": draw(shares),
        "experience": draw(st.one_of(st.just(0.0), shares)),
        "experience_decay": draw(shares),
    }
    data["carrying"] = {
        "let_go": draw(st.floats(0.0, 0.5)),
        "take_up": draw(st.floats(0.0, 0.6)),
        "entry": draw(shares),
        "exit": draw(st.floats(0.0, 0.1)),
        "insolvency": draw(shares),
        "entrant_budget": draw(st.floats(0.0, 30.0)),
        "renewal_lead": draw(st.integers(0, 24)),
        "renewal_deliveries": draw(st.integers(0, 2)),
    }


def _dates(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Draw when ties are founded, and what is stated of the older and the later ones."""
    start = data["scenario"]["start"]
    for partnership in data["partnerships"].values():
        age = draw(st.sampled_from([None, -60, 0, 7]))
        if age is None or (age > 0 and partnership.get("agreement")):
            continue
        partnership["founded"] = date_after(start, age)
        partnership["trust"] = draw(st.floats(0.0, 0.95)) if age < 0 else 0.0
        partnership["commitment"] = {
            city: draw(shares) for city in partnership["cities"] if draw(st.booleans())
        }


@st.composite
def configs(draw: st.DrawFn, months: int = 36) -> WorldConfig:
    """Draw a world: actors, regimes, money, events, mechanisms and parameters vary."""
    data = raw(
        scenario__months=months, scenario__start=draw(st.sampled_from(["2009-01", "1999-08"]))
    )
    for stage in data["regimes"]["one_gate"]["stages"].values():
        stage["service_rate"] = draw(st.floats(0.05, 3.0))
        stage["background_load"] = draw(st.floats(0.0, 0.99))
        stage["returns_allowed"] = draw(st.integers(0, 3))
        stage["threshold"] = draw(st.floats(0.0, 0.8))
    for sector in data["sectors"].values():
        sector["identity"] = draw(shares)
        sector["knowledge"] = draw(shares)
        sector["carriers"] = draw(st.lists(st.sampled_from(NGO_KINDS), unique=True))
    _actors(draw, data)
    _dates(draw, data)
    _parameters(draw, data)
    data["events"] = draw(events(data))
    data["timelines"] = draw(timelines(data))
    return WorldConfig.model_validate(data)
