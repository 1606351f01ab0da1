"""Incentives that a status opens: catalogue, eligibility, and the life of a grant at its operator."""
