"""A page to explore results with: one HTML file that holds data, figures and what draws them."""
