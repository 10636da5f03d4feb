"""Linking: which thing of one list is which of another, by names in any language and script, place, kind and identifiers."""
