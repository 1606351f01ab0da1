"""Parsers of what others send, each behind one function of bytes that a fuzzer can call."""
