"""Parameters of carrying a tie."""

from paradiplomacy.parameters.declare import Section, key, share


class CarryingParameters(Section):
    """Cities let ties go and take them up again; NGOs enter, take over and leave."""

    let_go: float = share(
        0.12, "commitment below which a city lets a tie go", source="assumption on E83, E84"
    )
    take_up: float = share(
        0.2, "commitment at which it takes the tie up again", source="assumption: above let_go"
    )
    entry: float = share(
        0.003,
        "monthly chance that a latent NGO enters where identity and unmet need are full",
        source="assumption on E64, E69 (pilot: .004 on average)",
    )
    exit: float = share(
        0.004, "monthly chance that an NGO leaves whatever its success", source="assumption (pilot)"
    )
    disappointment: float = share(
        0.05,
        "chance to leave that full disappointment adds a month",
        source="assumption on E98",
    )
    insolvency: float = share(
        0.03, "chance to leave that an empty purse adds a month", source="assumption on E98"
    )
    success_rate: float = share(
        0.1, "speed at which an NGO's record follows its results", source="assumption"
    )
    entrant_capability: float = share(
        0.5, "mean capability, standing and links of an NGO that enters", source="assumption"
    )
    entrant_spread: float = key(
        0.15, "1", "their standard deviation", source="assumption", low=0.0, high=1.0
    )
    entrant_budget: float = key(
        12.0,
        "programme-months a year",
        "mean money that an NGO which enters raises a year",
        source="assumption; level anchor D06",
        low=0.0,
        high=1e6,
    )
    renewal_lead: int = key(
        6,
        "months",
        "months before the end of a paper's term at which its renewal is filed",
        source="assumption",
        low=0,
        high=120,
    )
    renewal_deliveries: int = key(
        0,
        "milestones",
        "deliveries under a paper without which its renewal is not asked for",
        source="assumption on E80, E133: papers live on without any",
        low=0,
        high=1000,
    )
    logit_intensity: float = key(
        4.0,
        "per unit of utility",
        "intensity of choice in the rival yearly_logit",
        source="form McFadden 1974; value assumption",
        low=0.0,
        high=100.0,
    )
    switching_cost: float = key(
        0.4,
        "utility",
        "utility lost by a change in the rival yearly_logit",
        source="assumption",
        low=0.0,
        high=100.0,
    )
    outside_value: float = key(
        0.25,
        "utility",
        "utility of not carrying in the rival yearly_logit",
        source="assumption",
        low=-10.0,
        high=10.0,
    )
