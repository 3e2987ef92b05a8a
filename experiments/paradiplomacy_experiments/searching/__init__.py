"""Search the factors and levers of a design for what its user is after."""
