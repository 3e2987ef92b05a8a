"""A file that is no mechanism: its function is named like no step."""


def revise_trusts(world, c):
    """Do nothing."""
