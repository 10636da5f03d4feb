"""Upper bounds of what a query can cost, proven from its text and the statistics of the release before anything runs it."""
