"""Parameters of leadership."""

from paradiplomacy.parameters.declare import Section, key, share


class LeadershipParameters(Section):
    """Leaders come and go on a term clock; commitment to a tie is partly theirs."""

    re_election: float = share(
        0.55, "chance that a mayor who may stand again is re-elected", source="assumption, from D01"
    )
    early_exit: float = share(
        0.008,
        "monthly chance that a mayor leaves before the term ends",
        source="assumption, from D01: about one exit in 10-15 mayor-years",
    )
    retention_with_unit: float = share(
        0.75,
        "share of a tie's commitment that outlives a mayor where a dedicated unit keeps it",
        source="assumption on E66, direction from D02 (Akhtari et al. 2022)",
    )
    retention_without_unit: float = share(
        0.25,
        "share of a tie's commitment that outlives a mayor where no unit keeps it",
        source="assumption on E66, E82",
    )
    retention_equal: float = share(
        0.5,
        "share kept with or without a unit, in the rival variant equal_retention",
        source="assumption: the mean of the two",
    )
    inherited_weight: float = share(
        0.25,
        "weight a successor's drive has for a tie that the successor did not found",
        source="assumption on E82",
    )
    drive_mean: float = share(0.5, "mean drive of a newly drawn mayor", source="assumption")
    drive_spread: float = key(
        0.2,
        "1",
        "standard deviation of drive among mayors",
        source="assumption on E107",
        low=0.0,
        high=1.0,
    )
    entrepreneur_share: float = share(
        0.04, "chance that a new mayor is a norm entrepreneur", source="assumption on E121"
    )
    entrepreneur_drive: float = share(
        0.85, "least drive of a norm entrepreneur", source="assumption on E121"
    )
    commitment_gain: float = share(
        0.05,
        "part of the missing commitment that one month with a delivery restores",
        source="assumption on E83",
    )
    neutral_commitment: float = share(
        0.5,
        "commitment at which the neutral variant freezes every tie",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
