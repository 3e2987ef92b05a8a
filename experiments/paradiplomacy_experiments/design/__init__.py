"""Designs of experiments: which points of the space of configurations are run, how often."""

from __future__ import annotations

from pathlib import Path

DESIGNS = Path(__file__).parents[1] / "designs"
"""The folder of the designs that ship."""
