"""Experiments with the model: scenarios, designs, runners and stores of results."""
