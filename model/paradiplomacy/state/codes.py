"""The codes that stand in state fields, and the kinds of event."""

GOVERNMENT, SOCIETY = range(2)
"""Tracks of trust: between governments, and between societies."""

NGO_LEAD = 2
"""Stands in ``Programme.lead`` where no side's city leads; 0 and 1 are the sides."""

INSTRUMENTS = ("programme", "loi", "mou")
"""What a dossier asks for: a programme under the existing paper, an LoI, an MoU."""

PROGRAMME, LOI, MOU = range(len(INSTRUMENTS))
"""Instruments of a dossier; as formality, 0 is an informal tie."""

FREE, PROPOSED, APPROVED, RUNNING = range(4)
"""Stages of a programme."""

CLOSED, OPEN = range(2)
"""Stages of a dossier."""

PENDING, CLEARED, REFUSED = range(3)
"""What one side has decided on a dossier."""

ENDINGS = ("cleared", "refused", "lapsed", "withdrawn", "open")
"""How the waiting of a file can end; a code is a place. The last: it has not ended yet."""

BY_CLEARANCE, BY_REFUSAL, BY_LAPSE, BY_WITHDRAWAL, STILL_OPEN = range(len(ENDINGS))

G2G, HYBRID, NGO_CARRIED = range(3)
"""Who carries a programme: a city, a city and an NGO, an NGO."""

NONE = -1
"""Stands where an index points to nothing."""

BOTTOM_UP, TOP_DOWN, BY_NGO = range(3)
"""Origins of a programme: proposed by a city, by the centre, by an NGO."""

ENGAGED_SLOTS = 6
"""Most NGOs that one tie can have engaged at a time."""

NGO_KINDS = ("civil_society", "business", "education", "foundation")
"""Kinds of organisation; a code is a place."""

PROGRAMME_SLOTS = 8
"""Most programmes that one tie can have under way, from proposal to end."""

DOSSIER_SLOTS = PROGRAMME_SLOTS + 1
"""One dossier for each programme and one for a paper."""

MODE_WINDOW = 24
"""Months over which the mode of a tie is read off."""

EVENT_KINDS = (
    # context
    "event_began",
    "event_ended",
    "regime_reformed",
    # leadership
    "mayor_elected",
    "mayor_re_elected",
    "mayor_left_early",
    # budgeting
    "budget_raised",
    "budget_cut",
    "funds_matched",
    # initiation
    "programme_proposed",
    "proposed_top_down",
    "proposal_dropped",
    "tie_founded",
    "tie_revived",
    "search_in_vain",
    # gate
    "dossier_filed",
    "fast_tracked",
    "dossier_returned",
    "dossier_approved",
    "dossier_refused",
    "dossier_lapsed",
    "let_down",
    "loi_signed",
    "mou_signed",
    # coordination
    "coordination_built",
    "coordination_lost",
    # delivery
    "programme_started",
    "programme_abandoned",
    "programme_completed",
    "milestone_delivered",
    "milestone_missed",
    "ceremony",
    # participation
    "public_mobilised",
    "public_withdrawn",
    # trust
    "trust_won",
    "trust_lost",
    # bilateral
    "relations_warmed",
    "relations_cooled",
    # norms
    "norm_adopted",
    "norm_abandoned",
    "identity_recognised",
    "identity_slighted",
    # learning
    "programme_evaluated",
    "programme_repaired",
    "capacity_gained",
    "capacity_lost",
    # carrying
    "tie_let_go",
    "tie_resumed",
    "ngo_entered",
    "ngo_left",
    "programme_taken_over",
    "programme_broken_off",
    "renewal_filed",
    "paper_renewed",
    "paper_lapsed",
)
"""What the event log and the tallies count, by process; the code of a kind is its place."""

(
    EVENT_BEGAN,
    EVENT_ENDED,
    REGIME_REFORMED,
    MAYOR_ELECTED,
    MAYOR_RE_ELECTED,
    MAYOR_LEFT_EARLY,
    BUDGET_RAISED,
    BUDGET_CUT,
    FUNDS_MATCHED,
    PROGRAMME_PROPOSED,
    PROPOSED_TOP_DOWN,
    PROPOSAL_DROPPED,
    TIE_FOUNDED,
    TIE_REVIVED,
    SEARCH_IN_VAIN,
    DOSSIER_FILED,
    FAST_TRACKED,
    DOSSIER_RETURNED,
    DOSSIER_APPROVED,
    DOSSIER_REFUSED,
    DOSSIER_LAPSED,
    LET_DOWN,
    LOI_SIGNED,
    MOU_SIGNED,
    COORDINATION_BUILT,
    COORDINATION_LOST,
    PROGRAMME_STARTED,
    PROGRAMME_ABANDONED,
    PROGRAMME_COMPLETED,
    MILESTONE_DELIVERED,
    MILESTONE_MISSED,
    CEREMONY,
    PUBLIC_MOBILISED,
    PUBLIC_WITHDRAWN,
    TRUST_WON,
    TRUST_LOST,
    RELATIONS_WARMED,
    RELATIONS_COOLED,
    NORM_ADOPTED,
    NORM_ABANDONED,
    IDENTITY_RECOGNISED,
    IDENTITY_SLIGHTED,
    PROGRAMME_EVALUATED,
    PROGRAMME_REPAIRED,
    CAPACITY_GAINED,
    CAPACITY_LOST,
    TIE_LET_GO,
    TIE_RESUMED,
    NGO_ENTERED,
    NGO_LEFT,
    PROGRAMME_TAKEN_OVER,
    PROGRAMME_BROKEN_OFF,
    RENEWAL_FILED,
    PAPER_RENEWED,
    PAPER_LAPSED,
) = range(len(EVENT_KINDS))
"""What makes a line of the log, by name."""
