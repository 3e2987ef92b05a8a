"""From a configuration to the world of month 0."""
