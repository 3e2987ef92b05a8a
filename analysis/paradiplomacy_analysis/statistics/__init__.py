"""The methods of analysis, and the statistics under them."""
