"""The spreadsheet for letters of intent: written for culture houses to fill in, and read back with messages they understand."""
