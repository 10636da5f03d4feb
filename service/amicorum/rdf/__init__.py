"""RDF itself, whatever it is about: formats, namespaces, the patterns of our IRIs, canonical order, lint."""
