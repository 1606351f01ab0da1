"""Asks which of the pinned parts have known vulnerabilities; `make audit` runs it."""
