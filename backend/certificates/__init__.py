"""QR credit certificates: what they say, how they are made, shown, checked and revoked."""
