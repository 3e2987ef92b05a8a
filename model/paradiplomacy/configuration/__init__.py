"""The world as a user states it: keys, regimes, mechanisms, and what is wrong with them."""
