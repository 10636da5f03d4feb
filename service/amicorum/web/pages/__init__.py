"""View models of HTML pages."""
