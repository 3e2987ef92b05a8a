"""The dated record that results carry, and where it lies in what the model says."""
