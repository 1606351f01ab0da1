"""What a request, a certificate and a worker cost on this machine, each beside a baseline."""
