"""Deliveries of the source departments, invented at the size of a city, with the truth about every row."""
