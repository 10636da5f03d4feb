"""HTTP itself: negotiation, conditional requests, SPARQL Protocol parameters."""
