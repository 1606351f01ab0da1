"""What the service writes for its keepers, and what never gets into it."""
