"""Questions that the bot answered badly, without a person in them, for an officer to learn from."""
