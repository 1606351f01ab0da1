"""The status: a published policy applied to a person's records on a date, and its explanation."""
