"""ASGI middleware around the routes: cache, limits, headers, HEAD."""
