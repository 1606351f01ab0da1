"""Learning from use: what is kept of a question that was answered badly."""
