"""Looking into a result directory: how far, how sound, how healthy, and what came of it."""
