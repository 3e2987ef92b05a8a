"""Reading scenarios: files, layers, overrides, faults, and what is told of a key."""
