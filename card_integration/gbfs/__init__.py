"""GBFS 3.0, read only: where a bike operator tells the world its stations and prices."""
