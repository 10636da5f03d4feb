"""What is known about one thing, and who says so: statements with their sources, read into pages' content and into documents."""
