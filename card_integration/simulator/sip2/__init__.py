"""A library's SIP2 server as a process of its own, in the manner of a real Koha or of invenio-sip2.

It does what the recordings of the two show, also where that is wrong: a patron said to be enabled who is
not, a payment booked twice, a name given away for a wrong PIN. It shares no code with our adapter, and what
it knows of the wire it knows from the recordings.
"""
