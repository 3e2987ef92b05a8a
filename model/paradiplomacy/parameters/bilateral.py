"""Parameters of perception and the bilateral level."""

from paradiplomacy.parameters.declare import Section, key, share


class BilateralParameters(Section):
    """The public's image of the partner, and the level between the two states."""

    image_gain: float = share(
        0.05,
        "part of the missing image that one delivery to a full public builds",
        source="assumption on E16, E49",
    )
    image_decay: float = share(0.01, "monthly loss of the image", source="assumption on E49")
    persistence: float = share(
        0.97, "monthly persistence of the bilateral level (rho)", source="form AR(1); (pilot)"
    )
    up: float = key(
        0.01,
        "1",
        "what full trust and activity of ties adds a month (psi_up; 0 switches it off)",
        source="assumption on E08: the prior includes 0 (pilot)",
        low=0.0,
        high=1.0,
    )
    image: float = key(
        0.003,
        "1",
        "what a full image among the public adds a month (psi_image; 0 switches it off)",
        source="assumption on E17: the prior includes 0",
        low=0.0,
        high=1.0,
    )
    half: float = key(
        5.0,
        "ties",
        "sum over ties, of trust or of image, at which half of the full effect is reached",
        source="assumption on E07, E48: more active ties do more, each further one less",
        above=0.0,
        high=1e6,
    )
    noise: float = key(
        0.02,
        "1",
        "standard deviation of the monthly shock to the bilateral level",
        source="assumption (pilot)",
        low=0.0,
        high=1.0,
    )
    activity_months: int = key(
        12,
        "months",
        "months of silence over which a tie's activity falls from 1 to 0",
        source="assumption",
        low=1,
        high=600,
    )
