"""A generated city of synthetic people, for trying the service."""
