"""SPARQL query text: tokens, query type, limits before parsing, and edits that keep its meaning."""
