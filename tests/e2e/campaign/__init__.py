"""A long run of grants under faults and killed workers."""
