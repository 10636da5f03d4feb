"""Amicorum: a knowledge graph of cultural partnerships, its build and its service."""

__version__ = "0.1.0"
