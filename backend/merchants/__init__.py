"""Shops that verify certificates, their API keys and what they may ask."""
