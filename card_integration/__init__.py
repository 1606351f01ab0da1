"""Adapters to the systems of card operators and of the real-name register."""
