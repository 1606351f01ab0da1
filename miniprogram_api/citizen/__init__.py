"""What a signed-in citizen may ask."""
