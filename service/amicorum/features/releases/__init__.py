"""The releases on the shelf, one after the other, and what changed from each to the next."""
