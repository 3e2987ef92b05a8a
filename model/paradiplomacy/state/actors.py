"""The state of those who act, and of the fields in which they act (part of the world's state)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.fields import Entity, count, flag, identity, index, state, stock


@dataclass(slots=True, eq=False, repr=False)
class Sector(Entity):
    """A field of cooperation."""

    table: ClassVar[str] = "sectors"
    key: int = identity()
    contact: float = stock("how far people meet people", config="sectors.*.contact")
    foreignness: float = stock("how foreign it looks to the hosts", config="sectors.*.foreignness")
    identity: float = stock("how far it speaks to local identity", config="sectors.*.identity")
    knowledge: float = stock("know-how that travels with it", config="sectors.*.knowledge")


@dataclass(slots=True, eq=False, repr=False)
class Country(Entity):
    """A country, acted for by its central government."""

    table: ClassVar[str] = "countries"
    key: int = identity()
    first_city: int = index("first of its cities")
    city_count: int = count("cities", "number of its cities")
    # the regime in force
    charter: int = index("the charter in force", config="countries.*.regime")
    first_stage: int = index("first stage of its regime")
    stage_count: int = count("stages", "number of stages of its regime")
    first_desk: int = index("first central desk")
    desk_count: int = count("desks", "number of central desks")
    fast_track: int = flag("whether fast track exists")
    month_value: float = state(0.0, "1", "squared drift accepted per month saved", low=0.0)
    top_down_share: float = stock("share of opportunities that the centre shapes")
    registry: int = index("first of the files that came in since the last month")
    # what is not the regime
    reviewers: float = state(
        1.0, "1", "reviewers to allot among central stages", config="countries.*.reviewers", low=0.0
    )
    coordination_effort: float = stock(
        "effort at coordination with cities", config="countries.*.coordination_effort"
    )
    recognition: float = stock("recognition of local identity", config="countries.*.recognition")
    recognition_base: float = stock(
        "recognition to which it returns", config="countries.*.recognition"
    )
    foreign_sensitivity: float = stock(
        "sensitivity to foreign elements", config="countries.*.foreign_sensitivity"
    )
    monitoring_mandate: float = stock(
        "least monitoring the centre asks of cities", config="countries.*.monitoring_mandate"
    )
    fiscal_month: int = state(
        1,
        "month of the year",
        "month in which budgets are granted",
        config="countries.*.fiscal_month",
        low=1,
        high=12,
    )
    budget_friction: float = state(
        0.8,
        "1",
        "accumulated signal past which a budget moves",
        config="countries.*.budget_friction",
        low=0.0,
    )
    matching_fund: float = state(
        0.0,
        "programme-months a year",
        "money with which the centre matches its cities' grants",
        config="countries.*.matching_fund",
        low=0.0,
    )
    matched: float = state(0.0, "programme-months", "money matched so far", low=0.0, output=True)
    lever_staff: float = state(
        0.0,
        "programme-equivalent-months",
        "staff that coordination with its cities kept at work so far",
        low=0.0,
        output=True,
    )
    term_months: int = count("months", "length of a mayor's term", config="countries.*.term_months")
    term_limit: int = count("terms", "consecutive terms allowed", config="countries.*.term_limit")
    # what its cities see of one another, and of its gate
    recent_wait: float = state(
        0.0, "months", "months in which its gate cleared files lately, a running mean", low=0.0
    )
    peer_ratio: float = stock("mean share of promises kept in its cities' ties, last known")
    outgoing: int = count("cities", "number of its cities with a tie that delivered within a year")
    norm_share: float = stock("share of its cities that hold the norm")
    advocates: float = stock("share of its cities led by a norm entrepreneur")


@dataclass(slots=True, eq=False, repr=False)
class City(Entity):
    """A city government and its public."""

    table: ClassVar[str] = "cities"
    key: int = identity()
    country: int = index("its country")
    first_membership: int = index("first of its ends of ties")
    last_membership: int = index("last of its ends of ties")
    partnership_count: int = count("ties", "number of its ties")
    outgoing: int = flag("whether a tie of its has delivered within a year")
    popularity: int = count("ties", "number of its ties at the end of last month")
    first_desk: int = index("first desk of its own under the regime in force")
    desk_count: int = count("desks", "number of desks of its own under the regime in force")
    own_desks: int = index("first desk of its own under any regime")
    size: float = state(
        5.7,
        "log10 people",
        "decimal logarithm of its population",
        config="cities.*.population",
        low=0.0,
    )
    # means
    capacity: float = stock("institutional capacity", config="cities.*.capacity")
    absorbed: float = stock("capacity that this month's know-how adds")
    capacity_base: float = stock("capacity to which it returns", config="cities.*.capacity")
    access: float = stock("access to foreign partners", config="cities.*.access")
    unit: int = flag("whether it has a dedicated unit", config="cities.*.unit")
    broker: int = flag("whether it has a broker abroad", config="cities.*.broker")
    revenue: float = state(
        0.0,
        "programme-months a year",
        "money of which foreign programmes get a share",
        config="cities.*.budget",
        low=0.0,
    )
    budget_share: float = stock("share of its revenue that goes to foreign programmes")
    pressure: float = state(0.0, "1", "signal accumulated since the share last moved")
    asked: float = state(
        0.0, "programme-months", "money its programmes asked for since the last grant", low=0.0
    )
    funds: float = state(0.0, "programme-months", "money left of the grant", low=0.0)
    office: float = state(
        1.0,
        "1",
        "staff relative to a city of 100,000 people with the same capacity",
        config="cities.*.population",
        low=0.0,
    )
    upkeep_load: float = state(
        0.0, "programme-equivalents", "staff that levers asked for last month", low=0.0
    )
    load: float = state(0.0, "programme-equivalents", "staff asked for last month", low=0.0)
    staff_share: float = stock("share of the staff needed that is at hand", default=1.0)
    lever_share: float = stock("share of its levers that money and staff allow", default=1.0)
    # levers
    coordination_effort: float = stock(
        "effort at coordination with partners", config="cities.*.coordination_effort"
    )
    centre_effort: float = stock(
        "effort at coordination with the centre", config="cities.*.centre_effort"
    )
    agency_effort: float = stock(
        "effort at coordination among agencies", config="cities.*.agency_effort"
    )
    dissemination: float = stock("effort at informing the public", config="cities.*.dissemination")
    monitoring: float = stock("effort at monitoring", config="cities.*.monitoring")
    # leader
    drive: float = stock("the mayor's drive", config="cities.*.leader.drive")
    entrepreneur: int = flag(
        "whether the mayor is a norm entrepreneur", config="cities.*.leader.entrepreneur"
    )
    terms_served: int = count(
        "terms", "the mayor's consecutive terms", config="cities.*.leader.terms_served"
    )
    to_election: int = state(
        0, "months", "months until the term ends", config="cities.*.next_election"
    )
    in_office: int = count("months", "months since the mayor took office", default=600)
    # coordination and public
    vertical_coordination: float = stock(
        "coordination with the centre", config="cities.*.vertical_coordination"
    )
    horizontal_coordination: float = stock(
        "coordination among agencies", config="cities.*.horizontal_coordination"
    )
    informed: float = stock("informed share of the public", config="cities.*.informed")
    participation: float = stock("active share of the public", config="cities.*.participation")
    # interests, identity, norm
    need: float = stock("pressure of problems that foreign ties might ease", config="cities.*.need")
    need_base: float = stock("need to which it returns", config="cities.*.need")
    agenda_top: float = stock("largest weight on its agenda")
    identity_salience: float = stock(
        "salience of local identity", config="cities.*.identity_salience"
    )
    norm_adopted: int = flag(
        "whether it holds the norm of city diplomacy", config="cities.*.norm_adopted"
    )
    norm_adopting: int = flag("what it has made up its mind to hold")
    norm_internalised: float = stock("how far the norm has become second nature")
    # output only
    mayors: int = count("mayors", "mayors who have taken office so far", output=True)
    granted: float = state(0.0, "programme-months", "money granted so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(
        0.0, "programme-months", "money left over and returned so far", low=0.0, output=True
    )
    upkeep: float = state(
        0.0, "programme-months", "money spent on levers so far", low=0.0, output=True
    )
    lever_staff: float = state(
        0.0,
        "programme-equivalent-months",
        "staff that levers kept at work so far",
        low=0.0,
        output=True,
    )


@dataclass(slots=True, eq=False, repr=False)
class NGO(Entity):
    """An organisation that carries exchange without being a government.

    One that is not active is latent: its city has people who might found it.
    """

    table: ClassVar[str] = "ngos"
    key: int = identity()
    home: int = index("its home city")
    kind: int = index("kind of organisation", config="ngos.*.kind", output=True)
    active: int = flag("whether it exists", config="ngos")
    generation: int = count("1", "how often it has been founded")
    capability: float = stock("skill to run programmes", config="ngos.*.capability")
    legitimacy: float = stock("standing with the public", config="ngos.*.legitimacy")
    transnational: float = stock("strength of its links abroad", config="ngos.*.transnational")
    budget: float = state(
        0.0, "programme-months a year", "money raised each year", config="ngos.*.budget", low=0.0
    )
    funds: float = state(0.0, "programme-months", "money left of the year", low=0.0)
    staff_share: float = stock("share of the staff needed that is at hand", default=1.0)
    success: float = stock("share of its promises kept, smoothed")
    aspiration: float = stock("share of its promises it expects to keep")
    # output only
    granted: float = state(0.0, "programme-months", "money raised so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(0.0, "programme-months", "money left over so far", low=0.0, output=True)
