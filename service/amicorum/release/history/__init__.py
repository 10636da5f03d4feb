"""What came before a release: its entries, what changed in each, and the things that changed as they were then."""
