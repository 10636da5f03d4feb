"""Releases: composed, checked, written and put on the shelf by a build; opened and verified by whoever serves them."""
