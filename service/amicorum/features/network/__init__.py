"""The network of partnerships as people look at it: institutions and cities, who works with whom, in which years, and who says so."""
