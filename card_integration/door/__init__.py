"""Operators without a system to call: they fetch what is wished at our door, and say there what they did."""
