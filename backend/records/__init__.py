"""The published catalogue and the credit records that stand in it."""
