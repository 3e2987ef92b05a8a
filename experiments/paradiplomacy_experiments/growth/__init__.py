"""Results that grow: more replicates and points, failed runs again, parts put together."""
