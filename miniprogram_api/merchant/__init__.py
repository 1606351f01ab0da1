"""What a merchant with an API key may ask."""
