"""The other side of every outside protocol, as separate processes, for demo and tests."""
