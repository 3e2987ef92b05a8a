"""The gate: a dossier waits at each stage of each side that requires it, and passes or not.

Rule in words. New files go to the registry of their country. The centre grants fast track to a
file whose expected drift from national priorities costs less than the waiting it saves; such a
file skips stages and their scrutiny. Every other file visits the stages its instrument requires,
one after the other. A stage serves first come first served, all cities of the country together
where it is central, and dossiers from outside the model wait in the same queue. The centre allots
its reviewers to the stages by backlog. A served file is accepted, or sent back for revision, or
refused. What waits past its patience is lost. Both sides must clear: the slower one binds, and a
dossier lost after one side had cleared it is a let-down for that side, if a programme hung on it:
what asks for a paper alone promises nothing.

A reviewer is a reviewer of files or of risks: fast track takes a share of them for the sorting.
What a rival makes of review is in :mod:`~paradiplomacy.processes.gate.screening`.

Equations. A stage with s servers and service rate mu serves Poisson(s mu) tickets a month, an
exponential server; background dossiers arrive as Poisson(load x nominal service). With score q a
file passes with chance logistic((q - threshold) / slope), where::

    q = alignment + w_q (preparation - 1/2) - gamma F (1 - N) S (1 - R) + gamma_r I i R + psi_down B

F foreignness of the content, N how far the city has internalised the norm, S the centre's
sensitivity, R its recognition of local identity, I the salience of identity in the city and i how
far the content speaks to it, B the bilateral level. At a local stage alignment is fit to the
city's own agenda, and neither tension, recognition nor bilateral level enters. A return repairs a
share of the missing preparation that grows with vertical coordination. Fast track is granted when
(1 - alignment)^2 < v x months of waiting at the stages it would skip.

Sources. Serial clearance: Pressman & Wildavsky 1973 (Implementation). Queues: Kleinrock 1975
(Queueing Systems 1). Fast track: after Epstein & O'Halloran 1999 (Delegating Powers), where a
principal delegates if drift costs less than what the agent knows is worth; here it is the waiting
saved. The score, returns and allotment of reviewers: form assumed. Chain of stages: P19, P21b, P22.
Evidence: E26, E29-E31, E43, E54, E77, E123, E124.
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant

MECHANISM = Mechanism(
    "gate",
    "clearance of dossiers by the stages of both sides' regimes",
    (
        Variant(
            "serial_queues",
            "each required stage is a queue shared by the country's cities, and may refuse",
            "Pressman & Wildavsky 1973; after Epstein & O'Halloran 1999; P19",
        ),
        Variant(
            "neutral",
            "each required stage takes the same months and passes with the same chance",
            "ablation",
        ),
        Variant("off", "every dossier is approved in the month it is filed", "limit case"),
        Variant(
            "screening",
            "as serial queues; plans overrate means, and central stages may see it and refuse",
            "rival: review as outside view, Kahneman & Lovallo 1993; E33",
        ),
    ),
)

SERIAL_QUEUES = MECHANISM.code("serial_queues")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
SCREENING = MECHANISM.code("screening")
