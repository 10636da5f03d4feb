"""What pages are made of: templates, wording in three languages, addresses, dates and names as a reader sees them."""
