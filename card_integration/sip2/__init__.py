"""The adapter for library systems that speak SIP2, version 2.00, over TCP.

SIP2 is plain text: names, card numbers and our own password cross the wire as they are. A city speaks it
over TLS or through a tunnel that ends on the same machine, and nothing here opens it otherwise.
"""
