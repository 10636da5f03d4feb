"""Validation by SHACL: set queries find what may break a shape, pySHACL says whether it does."""
