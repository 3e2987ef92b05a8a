"""Measurements of speed and memory, against the targets that the project has set itself."""
