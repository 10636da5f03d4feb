"""The embedded engine: pyoxigraph in forked, sandboxed workers; `engine.EmbeddedEngine` is the way in."""
