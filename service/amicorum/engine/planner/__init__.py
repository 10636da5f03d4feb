"""Query planning for the embedded engine: statistics of a release, and the join order they suggest."""
