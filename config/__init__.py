"""Settings, validated at start, and the published policy as data."""
