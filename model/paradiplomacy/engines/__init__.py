"""Two engines that run the same rules: Mesa agents in plain Python, and compiled code."""
