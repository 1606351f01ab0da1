"""The scanner of materials against ClamAV's own daemon, and against a peer that misbehaves."""
