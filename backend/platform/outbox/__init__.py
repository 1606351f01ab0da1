"""What must happen after a commit: messages stored with the change, delivered by a worker."""
