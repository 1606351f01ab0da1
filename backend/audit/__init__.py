"""What was done with a person's data, for that person to read."""
