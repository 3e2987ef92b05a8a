"""Designs of experiments: which points of the space of configurations are run, how often."""
