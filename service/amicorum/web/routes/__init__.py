"""Routes: each module here has a `router`, which `web/app.py` names once."""
