"""Parameters of initiation."""

from paradiplomacy.declare import Section, key, share
from paradiplomacy.parameters.kinds import Triple


class InitiationParameters(Section):
    """Constant opportunities: what initiation supplies while it is not yet a process of its own."""

    city_rate: float = share(
        0.03, "monthly chance that a side of a tie proposes a programme", source="assumption"
    )
    ngo_rate: float = share(
        0.03,
        "monthly chance that an engaged NGO starts a programme of its own",
        source="assumption",
    )
    hybrid_share: float = share(
        0.3,
        "chance that a city's proposal takes an engaged NGO on board",
        source="assumption on E69",
    )
    scale_weights: Triple = key(
        [0.5, 0.3, 0.2],
        "1",
        "relative frequency of small, medium and large ambitions",
        source="assumption",
    )
    priority_noise: float = key(
        0.12,
        "1",
        "standard deviation of a proposal's alignment round the national priority of its sector",
        source="assumption",
        low=0.0,
        high=1.0,
    )
    quality_mean: float = share(
        0.45, "mean hidden quality of a programme", source="assumption (pilot)"
    )
    quality_spread: float = key(
        0.15,
        "1",
        "standard deviation of hidden quality",
        source="assumption",
        low=0.0,
        high=1.0,
    )
