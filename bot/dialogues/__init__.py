"""What the bot does step by step with a citizen: each dialogue is a table of small steps."""
