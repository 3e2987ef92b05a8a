"""Parameters of trust."""

from paradiplomacy.parameters.declare import Section, key, share


class TrustParameters(Section):
    """Trust as belief from evidence of promises kept and broken."""

    forgetting: float = share(
        0.98,
        "monthly factor on all evidence (half-life 34 months)",
        source="assumption (pilot); prior .80-.98 a quarter",
    )
    negativity: float = key(
        2.0,
        "1",
        "weight of bad against good evidence for the undecided (kappa)",
        source="direction Slovic 1993, D03; form and value assumption, prior 1-3",
        low=1.0,
        high=10.0,
    )
    prior_weight: float = key(
        2.0,
        "units of evidence",
        "weight of the uninformed prior (W)",
        source="Josang & Ismail 2002",
        above=0.0,
        high=100.0,
    )
    own_weight: float = share(
        0.5,
        "weight of a milestone that a government's own city led, against one that its partner led",
        source="direction Sedikides et al. 1998 (distant partners credit themselves with joint"
        " success); form and value assumption, prior 0-1",
    )
    away_weight: float = share(
        0.0,
        "weight of what takes place in the partner's city in what a society sees",
        source="assumption on E36: people meet whom they meet at home; prior 0-1",
    )
    aspiration_start: float = share(
        0.35,
        "share of promises that a side expects to be kept at the start",
        source="assumption (pilot)",
    )
    aspiration_rate: float = share(
        0.04, "speed of aspiration (nu)", source="form Cyert & March 1963; assumption (pilot)"
    )
    social_share: float = share(
        0.5,
        "weight of compatriots' ties against the own past in aspiration",
        source="assumption (pilot)",
    )
    rise: float = share(
        0.08, "rate upward in the rival asymmetric_exponential", source="assumption"
    )
    fall: float = share(
        0.16,
        "rate downward in the rival asymmetric_exponential",
        source="assumption: twice the rise; direction Slovic 1993",
    )
    neutral_level: float = share(
        0.34,
        "level at which the neutral variant freezes trust",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
