"""Reports as text, JSON, a page, and a `sh:ValidationReport` in Turtle."""
