"""The HTTP door: parses and authenticates a request, calls one backend service, renders the answer."""
