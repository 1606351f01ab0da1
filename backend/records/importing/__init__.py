"""A department's batch on its way into the store: read, checked row by row, staged, merged as one change."""
