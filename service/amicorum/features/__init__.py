"""What the service can do beyond answering queries: one package for each, none of which knows another."""
