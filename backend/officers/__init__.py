"""Officers who handle disputes and repairs: who they are, how they sign in, and what they did."""
