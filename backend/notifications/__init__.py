"""What a citizen is told without asking."""
