"""The edge of the HTTP door: who asks from where, how often, under which headers, and what is noted of it."""
