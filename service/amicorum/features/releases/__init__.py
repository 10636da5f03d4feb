"""The releases on the repository, one after the other, and what changed from each to the next."""
