"""Counter-based random numbers, keyed by what they decide.

A draw is a pure function of (seed, replicate, stream, month, entity key, draw index). There is no
state and no order, so scenarios share common random numbers: two worlds that differ in one lever
differ only where the lever acts, and one more city changes no other city's draws.

The key of an entity comes from its id (:func:`entity_key`), the counter from the rest. Two rounds
of the SplitMix64 finaliser (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195) with the run's
key injected between them turn both into 64 bits. All arithmetic is that of signed 64-bit integers;
:func:`wrap` brings Python's unbounded integers back into that range and is the identity in compiled
code, so that one text serves both engines.

Every distribution is a function of one uniform (inversion), so the number of draws never depends
on their values, and a larger uniform never gives a smaller outcome.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.state.run import Clock

# Streams: what a draw decides. A number is never reused for something else, so that adding a
# process leaves all other draws as they were.
TURNOVER = 1
SUCCESSOR = 2
RE_ELECTION = 3
EXTERNAL_EVENT = 5
PROPOSAL = 10
PROPOSAL_CONTENT = 11
NGO_PROPOSAL = 12
SEARCH = 13
LOOK_UP = 14
TASTE = 15
CONSENT = 16
PAPER_WISH = 18
EXTENSION = 19
ROUTE = 20
TRAY_ORDER = 21
SERVICE = 22
BACKGROUND = 23
DECISION = 24
COMPLETENESS = 25
SCRUTINY = 26
MILESTONE = 30
SUSPENSION = 31
VENUE = 35
RELATIONS = 40
NORM_THRESHOLD = 50
NORM_ATTENTION = 51
FIT = 60
EVALUATION = 61
NGO_ENTRY = 70
NGO_EXIT = 71
NGO_TRAITS = 72
CARRYING = 73
SYNTHESIS = 80

DRAWS_PER_STREAM = 1 << 16
STREAMS_PER_MONTH = 1 << 8
MAX_POISSON_MEAN = 500.0
"""Largest mean for which inversion from zero is exact in double precision."""

_SIGN = 1 << 63
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15 - (1 << 64)
_MIX_1 = 0xBF58476D1CE4E5B9 - (1 << 64)
_MIX_2 = 0x94D049BB133111EB - (1 << 64)
_ULP = 1.1102230246251565e-16  # 2^-53
_NO_MONTH = 1 << 30


def wrap(value: int) -> int:
    """Bring ``value`` into the range of a signed 64-bit integer, as the processor does."""
    return ((value + _SIGN) & _MASK) - _SIGN


@rule
def unit_place(key: int) -> float:
    """Return where an entity stands in [0, 1), by its key."""
    return float((key >> 11) & 0x1FFFFFFFFFFFFF) * _ULP


def entity_key(kind: str, name: str) -> int:
    """Return the 64-bit key of an entity from its kind and id, never from its position."""
    digest = hashlib.blake2b(f"{kind}:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


@rule
def mixed(bits: int) -> int:
    """Return the SplitMix64 finaliser of ``bits``: every input bit moves every output bit."""
    # A right shift followed by a mask is the unsigned shift, in Python and in compiled code.
    bits = wrap((bits ^ ((bits >> 30) & 0x3FFFFFFFF)) * _MIX_1)
    bits = wrap((bits ^ ((bits >> 27) & 0x1FFFFFFFFF)) * _MIX_2)
    return bits ^ ((bits >> 31) & 0x1FFFFFFFF)


@rule
def run_key(seed: int, replicate: int) -> int:
    """Return the key of one run."""
    return mixed(wrap(mixed(wrap(seed + _GOLDEN)) + wrap(replicate * _GOLDEN)))


@rule
def child_key(parent: int, ordinal: int) -> int:
    """Return the key of the ``ordinal``-th thing that belongs to the entity ``parent``."""
    return mixed(wrap(parent + wrap((ordinal + 1) * _GOLDEN)))


@rule
def pair_key(one: int, other: int) -> int:
    """Return the key of two entities together, whichever is named first."""
    return mixed(wrap(one + other))


@rule
def uniform(clock: Clock, stream: int, key: int, draw: int) -> float:
    """Draw a uniform in [0, 1) for the entity ``key`` in this month.

    ``draw`` counts the draws of one entity, stream and month, from 0 to 65,535.
    """
    return _uniform(clock.run_key, clock.month, stream, key, draw)


@rule
def uniform_once(clock: Clock, stream: int, key: int, draw: int) -> float:
    """Draw a uniform in [0, 1) that belongs to the entity, whenever it is asked for.

    What happens once to an entity (a dossier's way, a programme's sector) keeps its draw when a
    lever moves it to another month.
    """
    return _uniform(clock.run_key, _NO_MONTH, stream, key, draw)


@rule
def _uniform(run: int, month: int, stream: int, key: int, draw: int) -> float:
    counter = (month * STREAMS_PER_MONTH + stream) * DRAWS_PER_STREAM + draw
    bits = mixed(wrap(key + wrap(counter * _GOLDEN)))
    bits = mixed(wrap((bits ^ run) + _GOLDEN))
    return float((bits >> 11) & 0x1FFFFFFFFFFFFF) * _ULP


@rule
def bernoulli(u: float, chance: float) -> bool:
    """Tell whether an event of the given chance happens; past [0, 1] a chance acts as the bound."""
    return u < chance


@rule
def exponential(u: float, mean: float) -> float:
    """Return an exponential waiting time with the given mean, at least 0."""
    return -mean * math.log1p(-u)


@rule
def normal(u: float) -> float:
    """Return a standard normal."""
    # The half step keeps the argument off 0, where the quantile is infinite.
    return normal_quantile(u + 0.5 * _ULP)


@rule
def gumbel(u: float) -> float:
    """Return a standard Gumbel; the largest of utilities with such noise is a logit choice."""
    return -math.log(max(-math.log(u + 0.5 * _ULP), 1e-300))


@rule
def poisson(u: float, mean: float) -> int:
    """Return a Poisson count; above a mean of 500 by the normal approximation."""
    mean = max(mean, 0.0)
    if mean > MAX_POISSON_MEAN:
        return int(max(mean + math.sqrt(mean) * normal(u) + 0.5, 0.0))
    # exp(-m) >= 1 - m: nothing happened, and no exponential is needed to see it.
    if u < 1.0 - mean:
        return 0
    remaining = u
    mass = math.exp(-mean)
    count = 0
    # Past this count the mass left is below the resolution of the uniform.
    limit = mean + 12.0 * math.sqrt(mean) + 30.0
    while remaining >= mass and count < limit:
        remaining -= mass
        count += 1
        mass *= mean / count
    return count


@rule
def categorical(u: float, weights: Sequence[float], first: int, size: int) -> int:
    """Return an index below ``size``, with chances in proportion to ``weights[first:first+size]``.

    Weights are at least 0 and not all 0; an entry of weight 0 is never chosen.
    """
    total = 0.0
    for index in range(size):
        total += weights[first + index]
    remaining = u * total
    choice = 0
    for index in range(size):
        weight = weights[first + index]
        if weight > 0.0:
            choice = index
            if remaining < weight:
                break
            remaining -= weight
    return choice


@rule
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile of ``p`` in (0, 1), relative accuracy about 1e-16.

    Algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37:477-484).
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        upper = 2.5090809287301226727e3
        upper = upper * r + 3.3430575583588128105e4
        upper = upper * r + 6.7265770927008700853e4
        upper = upper * r + 4.5921953931549871457e4
        upper = upper * r + 1.3731693765509461125e4
        upper = upper * r + 1.9715909503065514427e3
        upper = upper * r + 1.3314166789178437745e2
        upper = upper * r + 3.3871328727963666080e0
        lower = 5.2264952788528545610e3
        lower = lower * r + 2.8729085735721942674e4
        lower = lower * r + 3.9307895800092710610e4
        lower = lower * r + 2.1213794301586595867e4
        lower = lower * r + 5.3941960214247511077e3
        lower = lower * r + 6.8718700749205790830e2
        lower = lower * r + 4.2313330701600911252e1
        lower = lower * r + 1.0
        return q * upper / lower
    tail = min(p, 1.0 - p)
    r = math.sqrt(-math.log(max(tail, 1e-300)))
    if r <= 5.0:
        r -= 1.6
        upper = 7.7454501427834140764e-4
        upper = upper * r + 2.27238449892691845833e-2
        upper = upper * r + 2.41780725177450611770e-1
        upper = upper * r + 1.27045825245236838258e0
        upper = upper * r + 3.64784832476320460504e0
        upper = upper * r + 5.76949722146069140550e0
        upper = upper * r + 4.63033784615654529590e0
        upper = upper * r + 1.42343711074968357734e0
        lower = 1.05075007164441684324e-9
        lower = lower * r + 5.47593808499534494600e-4
        lower = lower * r + 1.51986665636164571966e-2
        lower = lower * r + 1.48103976427480074590e-1
        lower = lower * r + 6.89767334985100004550e-1
        lower = lower * r + 1.67638483018380384940e0
        lower = lower * r + 2.05319162663775882187e0
        lower = lower * r + 1.0
    else:
        r -= 5.0
        upper = 2.01033439929228813265e-7
        upper = upper * r + 2.71155556874348757815e-5
        upper = upper * r + 1.24266094738807843860e-3
        upper = upper * r + 2.65321895265761230930e-2
        upper = upper * r + 2.96560571828504891230e-1
        upper = upper * r + 1.78482653991729133580e0
        upper = upper * r + 5.46378491116411436990e0
        upper = upper * r + 6.65790464350110377720e0
        lower = 2.04426310338993978564e-15
        lower = lower * r + 1.42151175831644588870e-7
        lower = lower * r + 1.84631831751005468180e-5
        lower = lower * r + 7.86869131145613259100e-4
        lower = lower * r + 1.48753612908506148525e-2
        lower = lower * r + 1.36929880922735805310e-1
        lower = lower * r + 5.99832206555887937690e-1
        lower = lower * r + 1.0
    return upper / lower if q > 0.0 else -upper / lower
