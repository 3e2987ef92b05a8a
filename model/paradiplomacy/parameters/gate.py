"""Parameters of gate."""

from paradiplomacy.parameters.declare import Section, key, share


class GateParameters(Section):
    """Clearance by serial stages: waiting, returns, refusals (stages belong to the regime)."""

    patience: int = key(
        30,
        "months",
        "age at which a dossier that still waits, or a programme that finds no money, is lost",
        source="assumption (pilot); statutory limits unknown, P20",
        low=1,
        high=1200,
    )
    returns: float = share(
        0.8,
        "chance that a central stage sends back a dossier of which nothing is prepared",
        source="assumption on E31, E47: prior .4 to 1",
    )
    revision_gain: float = share(
        0.5,
        "part of what a dossier lacks that a return mends at full vertical coordination",
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
    optimism: float = key(
        0.3,
        "1",
        "how much a plan overrates the means of its city, where review is screening",
        source="Kahneman & Lovallo 1993 in words; assumption after costs in Flyvbjerg et al. 2002",
        low=0.0,
        high=10.0,
    )
    scrutiny: float = share(
        1.0,
        "chance that a screening stage sees the means behind a complete file",
        source="assumption: a complete file shows everything",
    )
    wait_memory: float = key(
        20.0,
        "files",
        "files that a country's running mean of clearance times looks back on, on average",
        source="assumption: one to two years of a country's files in the stylised world",
        low=1.0,
        high=10_000.0,
    )
    spin_up: int = key(
        60,
        "months",
        "months for which the stages' queues run before month 0",
        source="assumption",
        low=0,
        high=1200,
    )
    loi_term: int = key(
        60, "months", "legal term of an LoI", source="assumption (pilot)", low=1, high=12_000
    )
    mou_term: int = key(
        60, "months", "legal term of an MoU", source="assumption (pilot)", low=1, high=12_000
    )
    automatic_extension: float = share(
        0.0,
        "share of papers signed in a run whose term is extended automatically",
        source="assumption: none, as Surabaya's memorandum with Kitakyushu (Article 11: three "
        "years, extended by mutual consent)",
    )
    national_threshold: float = share(
        0.5,
        "alignment below which an agreement counts as misaligned with national priorities",
        source="assumption on E30; an output reads it, no rule does",
    )
    neutral_wait: float = key(
        2.31,
        "months",
        "waiting at each required stage in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
        low=0.0,
        high=1200.0,
    )
    neutral_acceptance: float = share(
        0.93,
        "chance to pass a required stage in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
