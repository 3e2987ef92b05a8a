"""The gate: a dossier waits at each stage of each side that requires it, and passes or not.

Rule in words. New files go to the registry of their country. The centre grants fast track to a
file whose expected drift from national priorities costs less than the waiting it saves; such a
file skips stages and their scrutiny. Every other file visits the stages its instrument requires,
one after the other. A stage serves first come first served, all cities of the country together
where it is central, and dossiers from outside the model wait in the same queue. The centre allots
its reviewers to the stages by backlog. What waits past its patience is lost. Both sides must
clear: the slower one binds, and a dossier lost after one side had cleared it is a let-down for
that side, if a programme hung on it: what asks for a paper alone promises nothing.

A return asks for completion, a refusal is about content. The better a city and its centre
coordinate, the less its files lack. A central stage sends back a file that lacks something, time
and again but not for ever; each return mends a part of it, the more the better both coordinate, and
the file joins the end of the queue. Then the stage judges what the file is about: it passes or is
refused. A local stage is of the city itself; it sends nothing back, and only judges.

A reviewer is a reviewer of files or of risks: fast track takes a share of them for the sorting.
What a rival makes of review is in :mod:`~paradiplomacy.processes.gate.screening`.

Equations. A stage with s servers and service rate mu serves Poisson(s mu) tickets a month, an
exponential server; background dossiers arrive as Poisson(load x nominal service). A file of
preparation a, which at filing is the city's vertical coordination v, is sent back by a central
stage with chance r (1 - a), at most ``returns_allowed`` times a stage, and each return mends::

    a <- a + g v (1 - a)

With r the ``returns`` and g the ``revision_gain``. Then it passes with chance
logistic((q - threshold) / slope), where::

    q = alignment - gamma F (1 - N) S (1 - R) + gamma_r I i R + psi_down B

F foreignness of the content, N how far the city has internalised the norm, S the centre's
sensitivity, R its recognition of local identity, I the salience of identity in the city and i how
far the content speaks to it, B the bilateral level. At a local stage alignment is fit to the
city's own agenda, and neither tension, recognition nor bilateral level enters. Fast track is
granted when (1 - alignment)^2 < ``month_value`` x the months of waiting at the stages it would
skip: at each the present queue, as many times as the file can expect to join it.

Sources. Serial clearance, where each agreement takes time even if nobody is against: Pressman &
Wildavsky 1973 (Implementation). Queues: Kleinrock 1975 (Queueing Systems 1). Fast track: after
Epstein & O'Halloran 1999 (Delegating Powers), where a principal delegates if drift costs less than
what the agent knows is worth; here it is the waiting saved. The score, when a file is returned,
what a return mends, and the allotment of reviewers: form assumed. Chain of stages: P19, P21b, P22.
Evidence: E26, E27, E29-E31, E43, E47, E54, E77, E123, E124.
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant

MECHANISM = Mechanism(
    "gate",
    "clearance of dossiers by the stages of both sides' regimes",
    (
        Variant(
            "serial_queues",
            "each required stage is a queue of files that it may return, and refuse",
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
