"""What is made rather than written: pages, pictures, baselines, and how they are made anew."""
