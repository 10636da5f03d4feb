"""Query planning for the embedded engine, by the statistics of the release."""
