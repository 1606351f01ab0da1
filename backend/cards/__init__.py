"""Linked cards and the ports through which card operators are reached."""
