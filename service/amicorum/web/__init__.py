"""The web floor: HTTP to features and back. Nothing here knows RDF beyond writing what a feature or the engine gives."""
