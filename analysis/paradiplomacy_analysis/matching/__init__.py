"""Calibration by history matching: which draws of the prior the record does not rule out.

A single best draw is never sought. :mod:`~.prediction` holds what the model said of the case that
is kept out, before there was any target.
"""
