"""What every subject stands on: storage, time, ids, encryption, keys, outbox, errors."""
