"""Tables of others, imported as a whole: each a collection with its source, in a graph of its own beside the curated ones."""
