"""Reconciliation: which of our things is meant by the rows of somebody's table (W3C Reconciliation Service API 0.2)."""
