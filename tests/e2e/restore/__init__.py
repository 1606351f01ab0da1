"""A backup of a town that is being used, restored elsewhere."""
