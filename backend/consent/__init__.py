"""What a citizen agreed to, purpose by purpose, and the one gate that asks."""
