"""What anyone may ask: the published rules, the keys, the state of the service, pages for people."""
