"""Engines: what answers SPARQL queries over a release, bounded in time and size; `port.py` says what each must do."""
