"""A crowd that uses a whole town for long, and what a fault does to it."""
