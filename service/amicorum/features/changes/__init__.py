"""What changed from release to release: the history, and the event stream made of it."""
