"""The certificate's format, for us and for every vendor who verifies on their own.

A vendor copies this folder and installs `cwt`, whose own parts (`cbor2`, `cryptography`) are all that it
needs; hence its imports are relative, and nothing in it knows the service. The answer to "is this
certificate good" is `verify` in `verify.py`; the format is written down in docs/certificate_format.md.
"""
