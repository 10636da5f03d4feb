"""Validation for others: what somebody sends is checked in a process of its own, bounded in time and memory, with no network."""
