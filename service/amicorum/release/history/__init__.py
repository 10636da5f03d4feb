"""The history of a release: the releases before it, what changed in each, and the things that changed as they were then."""
