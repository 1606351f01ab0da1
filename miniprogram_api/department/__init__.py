"""What source departments use: delivering records, and mending what could not go in."""
