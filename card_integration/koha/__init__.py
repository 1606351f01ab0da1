"""The adapter for libraries that run Koha, over Koha's own REST API."""
