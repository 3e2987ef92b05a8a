"""The likeliest lengths of an emulator of many factors, in seconds.

scikit-learn keeps the slope of every entry of the covariance by every length, which for 512 draws
of 19 factors takes ten seconds a search. The slopes of the likelihood itself need none of them:
they are products of matrices (Rasmussen & Williams 2006, section 5.4.1). The likelihood is the
same, as a test has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import cho_solve, lapack
from scipy.optimize import minimize

from paradiplomacy_analysis.statistics.emulator import screened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SHORT, LONG, NOISE = 0.3, 10.0, 0.1
"""Lengths and noise from which a search begins."""

MOST_STEPS = 200
"""Steps of a search."""

MOST_DRAWS = 512
"""Draws from which lengths are learned; of more, every so-manieth is taken."""

JITTER = 1e-10
"""What scikit-learn adds to the diagonal."""


def likeliest(kernel: Any, units: Numbers, values: Numbers, start: Numbers | None) -> Numbers:
    """Return the likeliest parameters of the kernel of an emulator, as it orders them.

    ``values`` have mean 0 and variance 1. Without a ``start`` the search begins twice, and
    the better end is taken: once all lengths are short, once those of factors that are screened.
    """
    chosen = np.unique(np.linspace(0, len(values) - 1, MOST_DRAWS).round().astype(int))
    active = screened(units, values)
    starts = [
        np.log([1.0, *[SHORT if k in short else LONG for k in range(units.shape[1])], NOISE])
        for short in (range(units.shape[1]), active)
    ]
    ends = [
        minimize(
            unlikeliness,
            begin,
            args=(units[chosen], values[chosen]),
            jac=True,
            method="L-BFGS-B",
            bounds=kernel.bounds,
            options={"maxiter": MOST_STEPS},
        )
        for begin in (starts if start is None else [start])
    ]
    best = min(ends, key=lambda end: float(end.fun))
    return np.asarray(np.clip(best.x, kernel.bounds[:, 0], kernel.bounds[:, 1]))


def unlikeliness(theta: Numbers, units: Numbers, values: Numbers) -> tuple[float, Numbers]:
    """Return the negative logarithm of the likelihood, and its slopes by ``theta``.

    ``theta`` has the logarithms of size, lengths and noise. Where the covariance is singular it is
    very large and flat.
    """
    size, lengths, noise = np.exp(theta[0]), np.exp(theta[1:-1]), np.exp(theta[-1])
    scaled = units / lengths
    squares = (scaled**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2.0 * scaled @ scaled.T, 0.0)
    smooth = size * np.exp(-0.5 * apart)
    np.fill_diagonal(smooth, size)
    whole = smooth.copy()
    whole[np.diag_indices_from(whole)] += noise + JITTER
    root, broken = lapack.dpotrf(whole, lower=1)
    if broken:
        return 1e25, np.zeros_like(theta)
    weights = cho_solve((root, True), values)
    lower = np.tril(lapack.dpotri(root, lower=1)[0])
    inverse = lower + np.tril(lower, -1).T
    pull = np.outer(weights, weights) - inverse
    pulled = pull * smooth
    by_length = 2.0 * (pulled.sum(axis=1) @ scaled**2 - (scaled * (pulled @ scaled)).sum(axis=0))
    slopes = np.concatenate([[pulled.sum()], by_length, [np.trace(pull) * noise]])
    logarithm = np.log(np.diag(root)).sum() + 0.5 * len(values) * np.log(2.0 * np.pi)
    return float(0.5 * values @ weights + logarithm), -0.5 * slopes
