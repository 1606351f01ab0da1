"""The keys of encrypted fields, changed while the service is used: what is under which, brought over."""
