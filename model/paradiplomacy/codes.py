"""The codes that stand in state fields, and the kinds of event."""

GOVERNMENT, SOCIETY = range(2)
"""Tracks of trust: between governments, and between societies."""

NGO_LEAD = 2
"""Stands in ``Programme.lead`` where no side's city leads; 0 and 1 are the sides."""

PROGRAMME, LOI, MOU = range(3)
"""Instruments of a dossier; as formality, 0 is an informal tie."""

FREE, PROPOSED, APPROVED, RUNNING = range(4)
"""Stages of a programme."""

CLOSED, OPEN = range(2)
"""Stages of a dossier."""

PENDING, CLEARED, REFUSED = range(3)
"""What one side has decided on a dossier."""

G2G, HYBRID, NGO_CARRIED = range(3)
"""Who carries a programme: a city, a city and an NGO, an NGO."""

NONE = -1
"""Stands where an index points to nothing."""

PROGRAMME_SLOTS = 8
"""Most programmes that one tie can have under way, from proposal to end."""

DOSSIER_SLOTS = PROGRAMME_SLOTS + 1
"""One dossier for each programme and one for a paper."""

MODE_WINDOW = 24
"""Months over which the mode of a tie is read off."""

EVENT_KINDS = (
    "mayor_elected",
    "mayor_re_elected",
    "mayor_left_early",
    "programme_proposed",
    "proposal_dropped",
    "dossier_filed",
    "fast_tracked",
    "dossier_returned",
    "dossier_approved",
    "dossier_refused",
    "dossier_lapsed",
    "let_down",
    "loi_signed",
    "mou_signed",
    "paper_lapsed",
    "programme_started",
    "programme_abandoned",
    "programme_completed",
    "milestone_delivered",
    "milestone_missed",
    "ceremony",
)
"""What the event log and the tallies count; the code of a kind is its place."""

(
    MAYOR_ELECTED,
    MAYOR_RE_ELECTED,
    MAYOR_LEFT_EARLY,
    PROGRAMME_PROPOSED,
    PROPOSAL_DROPPED,
    DOSSIER_FILED,
    FAST_TRACKED,
    DOSSIER_RETURNED,
    DOSSIER_APPROVED,
    DOSSIER_REFUSED,
    DOSSIER_LAPSED,
    LET_DOWN,
    LOI_SIGNED,
    MOU_SIGNED,
    PAPER_LAPSED,
    PROGRAMME_STARTED,
    PROGRAMME_ABANDONED,
    PROGRAMME_COMPLETED,
    MILESTONE_DELIVERED,
    MILESTONE_MISSED,
    CEREMONY,
) = range(len(EVENT_KINDS))
