"""The parameters of the processes: one table per process, the same for all cases.

Rules read them as ``world.parameters.<process>.<name>``. The compiled engine derives its record
layout from these same declarations (:mod:`paradiplomacy.tables`), so a parameter stands here and
nowhere else. Values are stocks, shares, months and programme-months (the monthly cost of one small
programme); the claims made with them are ordinal (E11).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from paradiplomacy.declare import Section, group, key, share

Triple = Annotated[list[Annotated[float, Field(ge=0.0, le=1e6)]], Field(min_length=3, max_length=3)]
"""One value for each scale of programme: small, medium, large."""

Counts = Annotated[list[Annotated[int, Field(ge=0, le=12_000)]], Field(min_length=3, max_length=3)]
"""Like :data:`Triple`, in whole numbers; also one for each instrument."""


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
        0.35,
        "commitment at which the neutral variant freezes every tie",
        source="assumption: mean of the default variant over the shipped cases",
    )


class BudgetingParameters(Section):
    """Money for programmes: constant grants until budgets are made by friction."""

    lead_share: float = share(
        0.5,
        "share of a joint programme's cost borne by the side that leads it",
        source="assumption",
    )


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
        0.45, "mean hidden quality of a programme", source="assumption (prototype)"
    )
    quality_spread: float = key(
        0.15,
        "1",
        "standard deviation of hidden quality",
        source="assumption",
        low=0.0,
        high=1.0,
    )


class ProgrammeParameters(Section):
    """What programmes of each scale cost and promise; a paper is permission for larger ones."""

    cost: Triple = key(
        [1.0, 1.25, 1.5],
        "programme-months a month",
        "running cost of a small, medium and large programme",
        source="assumption (prototype); level anchor D06",
    )
    duration: Counts = key(
        [12, 18, 24],
        "months",
        "length of a small, medium and large programme",
        source="assumption (prototype)",
    )
    staff: Triple = key(
        [0.5, 0.75, 1.0],
        "programme-equivalents",
        "staff a side needs to run a small, medium and large programme",
        source="assumption on E67",
    )
    milestones: Counts = key(
        [4, 4, 6],
        "milestones a year",
        "deliveries promised by a small, medium and large programme",
        source="assumption",
    )


class GateParameters(Section):
    """Clearance by serial stages: waiting, returns, refusals (stages belong to the regime)."""

    patience: int = key(
        30,
        "months",
        "age at which a dossier that still waits, or a programme that finds no money, is lost",
        source="assumption (prototype); statutory limits unknown, P20",
        low=1,
        high=1200,
    )
    dossier_quality_weight: float = key(
        0.2,
        "1",
        "what a well-prepared dossier adds to its score",
        source="assumption on E27, E45",
        low=0.0,
        high=2.0,
    )
    revision_gain: float = share(
        0.5,
        "part of a dossier's missing quality that a return repairs at full vertical coordination",
        source="assumption on E47",
    )
    tension: float = key(
        0.3,
        "1",
        "what full foreignness costs before a sensitive centre that does not recognise identity",
        source="assumption on E123",
        low=0.0,
        high=2.0,
    )
    recognition: float = key(
        0.1,
        "1",
        "what recognised local identity adds to a dossier's score",
        source="assumption on E124",
        low=0.0,
        high=2.0,
    )
    bilateral_pull: float = key(
        0.1,
        "1",
        "what a full bilateral level adds to a dossier's score (psi_down; 0 switches it off)",
        source="assumption on E08: psi_down >= 0",
        low=0.0,
        high=2.0,
    )
    spin_up: int = key(
        60,
        "months",
        "months for which the stages' queues run before month 0",
        source="assumption",
        low=0,
        high=1200,
    )
    paper_term: Counts = key(
        [0, 60, 60],
        "months",
        "legal term of an LoI and an MoU (the first entry, for no paper, is unused)",
        source="assumption (prototype)",
    )
    neutral_wait: float = key(
        2.0,
        "months",
        "waiting at each required stage in the neutral variant",
        source="assumption: about the default variant's mean",
        low=0.0,
        high=1200.0,
    )
    neutral_acceptance: float = share(
        0.9,
        "chance to pass a required stage in the neutral variant",
        source="assumption: about the default variant's mean",
    )


class DeliveryParameters(Section):
    """Milestones are delivered or not, by a product of normalised factors."""

    scale: float = key(
        5.0,
        "1",
        "normaliser of the product of factors",
        source="assumption (prototype: 3.5-7)",
        above=0.0,
        high=100.0,
    )
    ceiling: float = share(0.95, "largest chance of a delivery", source="assumption")
    floor: float = share(
        0.08,
        "chance below which only a ceremony takes place",
        source="assumption on E41 (prototype)",
    )
    capacity_exponent: float = key(
        0.333,
        "1",
        "exponent of capacity times horizontal coordination in a side's strength",
        source="assumption (prototype: one third)",
        low=0.0,
        high=4.0,
    )
    commitment_exponent: float = key(
        0.8,
        "1",
        "exponent of commitment in a side's strength",
        source="assumption on E128 (prototype)",
        low=0.0,
        high=4.0,
    )
    substitution: float = key(
        -4.0,
        "1",
        "CES exponent over the two sides; the lower, the more the weaker side binds",
        source="form Hirshleifer 1983; value assumption (prototype)",
        low=-50.0,
        high=-0.01,
    )
    staff_per_capacity: float = key(
        4.0,
        "programme-equivalents",
        "staff of a city at full capacity",
        source="assumption on E67 (prototype)",
        low=0.0,
        high=1000.0,
    )
    dossier_staff: float = key(
        0.1,
        "programme-equivalents",
        "staff that one waiting dossier takes from the city that files it",
        source="assumption",
        low=0.0,
        high=10.0,
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
        source="assumption on E39 (prototype)",
    )
    contact_gain: float = share(
        0.03, "part of the missing contact stock that one delivery adds", source="assumption on E12"
    )
    contact_decay: float = share(
        0.005, "monthly loss of the contact stock", source="assumption on E12"
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
        0.5,
        "chance of each milestone in the neutral variant",
        source="assumption: about the default variant's mean",
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
        7.5,
        "1",
        "slope of the rival additive_logit on the mean of the factors",
        source="assumption: equal to the product at mid-range factors",
        low=0.0,
        high=100.0,
    )


class TrustParameters(Section):
    """Trust as belief from evidence of promises kept and broken."""

    forgetting: float = share(
        0.98,
        "monthly factor on all evidence (half-life 34 months)",
        source="assumption (prototype); DOMAIN prior .80-.98 a quarter",
    )
    negativity: float = key(
        2.0,
        "1",
        "weight of bad against good evidence for the undecided (kappa)",
        source="form Slovic 1993, D03; value assumption, prior 1-3",
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
    aspiration_start: float = share(
        0.35,
        "share of promises that a side expects to be kept at the start",
        source="assumption (prototype)",
    )
    aspiration_rate: float = share(
        0.04, "speed of aspiration (nu)", source="form Cyert & March 1963; assumption (prototype)"
    )
    social_share: float = share(
        0.5,
        "weight of compatriots' ties against the own past in aspiration",
        source="assumption (prototype)",
    )
    rise: float = share(
        0.08, "rate upward in the rival asymmetric_exponential", source="assumption"
    )
    fall: float = share(
        0.16,
        "rate downward in the rival asymmetric_exponential",
        source="assumption: twice the rise, Slovic 1993",
    )
    neutral_level: float = share(
        0.5,
        "level at which the neutral variant freezes trust",
        source="assumption: about the default variant's mean",
    )


class Parameters(Section):
    """All parameters of the processes, as rules read them."""

    leadership: LeadershipParameters = group(LeadershipParameters, "turnover and commitment")
    budgeting: BudgetingParameters = group(BudgetingParameters, "who pays what")
    initiation: InitiationParameters = group(InitiationParameters, "constant opportunities")
    programme: ProgrammeParameters = group(ProgrammeParameters, "scales of programmes")
    gate: GateParameters = group(GateParameters, "dossiers and clearance")
    delivery: DeliveryParameters = group(DeliveryParameters, "milestones kept or missed")
    trust: TrustParameters = group(TrustParameters, "belief from evidence")
