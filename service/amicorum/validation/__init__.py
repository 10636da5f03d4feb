"""Validation by SHACL: each shape becomes set queries, whose rows are the results of the report."""
