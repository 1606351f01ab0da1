"""Operators as callers and as listeners: their API keys, and events both ways."""
