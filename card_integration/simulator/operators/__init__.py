"""The card operators beside the library, in one process: ten separate systems, each under its own path.

They share the code of the contract and nothing else: each has its own credentials, register, SQLite file,
ledger, clock and faults, so no two of them can find out that they serve the same person.
"""
