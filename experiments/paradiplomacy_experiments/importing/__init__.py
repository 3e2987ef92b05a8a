"""Scenarios from tables of one's own: a register of ties, with or without tables of its cities."""
