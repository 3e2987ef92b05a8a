"""A design as other tools take one: EMA workbench, SALib, Optuna.

All of them ask :func:`~.evaluating.evaluate`, whose numbers are those of a sweep, to the bit. Each
needs a library of its own, so that nothing is imported here; the names are those of the door.
"""
