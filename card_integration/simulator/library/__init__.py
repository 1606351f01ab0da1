"""A city library's system as a process of its own: readers, deposits, loans, and the operator contract.

It imports nothing of the service: what it knows comes from the city file, what it remembers lies in its own
SQLite file, and it checks whatever it is told, as a stranger's system would.
"""
