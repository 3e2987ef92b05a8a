"""Delivery: of the milestones due this month each is kept or not.

Rule in words. A milestone that falls due is delivered with a chance that is the product of
normalised factors, so that one weak part spoils the whole. Below a floor no delivery is tried: a
ceremony takes place instead. A programme that a city and an NGO carry together takes each factor
from whoever supplies it better. Deliveries build contacts between people, contacts fade, and they
make up for cultural distance.

What a city leads needs permits wherever people meet people: visas, travel orders, customs, money
that is released. The worse the less coordinated of the two cities stands with its centre, the less
of the chance is left. While an incident between the two states goes on, a programme that a city
leads may be suspended: what falls due is put off, neither kept nor missed, until the incident is
over or the leading government's trust in its partner has grown. What is still put off when the
programme ends is missed, for it was promised. The cities' publics stay away, less so where
societies trust each other. Organisations that lead need no permits, and go on. Money and staff come
from :mod:`paradiplomacy.processes.delivery.resources`.

Equations. With x a side's strength, K its capacity, h coordination among its agencies and g that
of the two cities, c commitment::

    x = (K sqrt(h g))^a c^b          NGO: x = (capability x transnational links)^a
    p = scale . CES_rho(x_1, x_2) . quality . staff . funding . participation . communication
    participation = 1 - contact (1 - P^e)      communication = 1 - d distance (1 - contacts)

No chance exceeds a ceiling. A delivery adds a share of the contacts that are missing, from the
next month on, and a month takes a share of those that are there. Of p a city that leads has left::

    p (1 - w contact (1 - v))

with w the weight ``permits`` and v the lesser vertical coordination of both cities. With s the
worse severity of incidents in both directions, q ``suspension``, T trust and u a programme's draw::

    suspended while  u < q s (1 - T)               T of the leading government in its partner
    P <- P (1 - q s (1 - T))                       T the mean of both societies, P the cities'

The rival ``additive_logit`` uses p = logistic(intercept + slope x mean of the same factors).

Sources. O-ring production: Kremer 1993 (Quarterly Journal of Economics 108:551-575). Weakest link:
Hirshleifer 1983; all between minimum and mean: Arrow et al. 1961 and Cornes 1993, as in
coordination. That centre and city depend on each other abroad: Hocking 1993 (Localizing Foreign
Policy), in words. That those under state control break off in a dispute and others do not: Lin, Hu
& Fuchs 2019 (China Economic Review 54:73-93), on trade; Busan suspended what its administration
exchanged with Japan and left others free (The Japan Times, 29 July 2019). Exponents, normalisation,
contacts, permits, suspension and the rival: form assumed. Evidence: E12, E20, E22-E28, E36, E38,
E39, E41, E45, E48, E50, E58, E69, E81, E101, E128, E134.
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant

MECHANISM = Mechanism(
    "delivery",
    "whether promised milestones are kept",
    (
        Variant(
            "o_ring",
            "chance is the product of strength, quality, staff, funding, participation and"
            " communication",
            "Kremer 1993; Hirshleifer 1983; Cornes 1993; E22, E58",
        ),
        Variant(
            "neutral", "each milestone of a programme that is paid for has one chance", "ablation"
        ),
        Variant("off", "nothing is ever delivered", "limit case"),
        Variant(
            "additive_logit",
            "logit of the mean of the same factors, so that one may stand in for another",
            "rival: logit, factors as substitutes",
        ),
    ),
)

O_RING = MECHANISM.code("o_ring")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
ADDITIVE_LOGIT = MECHANISM.code("additive_logit")
