"""The keys that sign certificates: how they come, are published, stop, and are kept in a file."""
