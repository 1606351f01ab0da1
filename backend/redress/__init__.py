"""Disputes and repairs of records."""
