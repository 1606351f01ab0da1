"""Routes for card operators, with an API key, and for the events that they send, with a signature."""
