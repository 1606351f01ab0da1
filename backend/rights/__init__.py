"""What citizens may ask of their own data: a copy, a pause, the end of their account, and to be told."""
