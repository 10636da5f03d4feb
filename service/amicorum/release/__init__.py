"""Releases: composed, checked, written and put on the repository by a build; opened and verified by whoever serves them."""
