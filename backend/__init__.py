"""The domain of the citizen integrity card: one package a subject, `platform` under them all."""
