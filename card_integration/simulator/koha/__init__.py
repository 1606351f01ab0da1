"""A library's Koha as a process of its own, in the manner of a real Koha 18.12 or of a later one.

It imports nothing of the service and shares no code with the adapter: what it does was written down from a
real Koha's answers, its faults included.
"""
