"""What a citizen's words are about: a small classical model, trained on examples that lie beside it."""
