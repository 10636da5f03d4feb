"""Responses that several routes share: documents, query answers, problems, the service description."""
