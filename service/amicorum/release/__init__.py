"""Releases: composed, checked, written and put into the repository by a build; opened and verified by whoever serves them."""
