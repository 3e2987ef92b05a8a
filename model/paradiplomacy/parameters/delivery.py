"""Parameters of delivery."""

from paradiplomacy.parameters.declare import Section, key, share


class DeliveryParameters(Section):
    """Milestones are delivered or not, by a product of normalised factors."""

    scale: float = key(
        4.0,
        "1",
        "normaliser of the product of factors",
        source="assumption (pilot: 3.5-7)",
        above=0.0,
        high=100.0,
    )
    ceiling: float = share(0.95, "largest chance of a delivery", source="assumption")
    floor: float = share(
        0.08,
        "chance below which only a ceremony takes place",
        source="assumption on E41 (pilot)",
    )
    capacity_exponent: float = key(
        0.333,
        "1",
        "exponent of capacity times horizontal coordination in a side's strength",
        source="assumption (pilot: one third)",
        low=0.0,
        high=4.0,
    )
    commitment_exponent: float = key(
        0.8,
        "1",
        "exponent of commitment in a side's strength",
        source="assumption on E128 (pilot)",
        low=0.0,
        high=4.0,
    )
    substitution: float = key(
        -4.0,
        "1",
        "CES exponent over the two sides; the lower, the more the weaker side binds",
        source="form Arrow et al. 1961, Cornes 1993; value assumption (pilot)",
        low=-50.0,
        high=-0.01,
    )
    staff_per_capacity: float = key(
        4.0,
        "programme-equivalents",
        "staff of a city of 100,000 people at full capacity",
        source="assumption on E67 (pilot)",
        low=0.0,
        high=1000.0,
    )
    staff_size: float = key(
        0.1,
        "1",
        "elasticity of a city's staff to its population (0.1: ten times as many people, a quarter"
        " more staff for the same capacity); 0: offices of one size everywhere",
        source="assumption on E94: form and value",
        low=0.0,
        high=1.0,
    )
    ngo_staff: float = key(
        2.0,
        "programme-equivalents",
        "staff of an NGO at full capability",
        source="assumption on E63",
        low=0.0,
        high=1000.0,
    )
    participation_exponent: float = key(
        0.5,
        "1",
        "exponent of participation where people meet people",
        source="assumption on E28, E36",
        low=0.0,
        high=4.0,
    )
    distance_weight: float = share(
        0.35,
        "part of the chance lost across full cultural distance between strangers",
        source="assumption on E39 (pilot)",
    )
    contact_gain: float = share(
        0.03, "part of the missing contact stock that one delivery adds", source="assumption on E12"
    )
    contact_decay: float = share(
        0.005, "monthly loss of the contact stock", source="assumption on E12"
    )
    permits: float = share(
        0.35,
        "part of a city-led milestone's chance that is lost where people meet people and a city has"
        " no coordination with its centre; organisations need no permits",
        source="assumption on E27, E45, E81, E101: form and value; the prior includes 0",
    )
    suspension: float = share(
        1.0,
        "chance that a break between the two states suspends a city-led programme, and part of the"
        " public that stays away, where there is no trust; 0: incidents reach no tie",
        source="assumption on E20, E48, E50, after Lin, Hu & Fuchs 2019: form and value",
    )
    reserve: int = key(
        3,
        "months",
        "months of its cost that each payer must hold before a programme starts",
        source="assumption: an unfunded programme never starts",
        low=0,
        high=120,
    )
    neutral_chance: float = share(
        0.6,
        "chance of each milestone in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
    logit_intercept: float = key(
        -5.0,
        "1",
        "intercept of the rival additive_logit",
        source="assumption: equal to the product at mid-range factors",
        low=-50.0,
        high=50.0,
    )
    logit_slope: float = key(
        6.9,
        "1",
        "slope of the rival additive_logit on the mean of the factors",
        source="assumption: equal to the product at mid-range factors",
        low=0.0,
        high=100.0,
    )
