"""An operator's own door: what it shall hold, its word on it, and a sandbox in which nobody is a citizen."""
