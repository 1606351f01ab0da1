"""Comparing what we granted with what operators hold, both ways, and having the differences mended."""
