"""What the library keeps besides the contract's own tables: its loans, its holds and its renewals."""

from __future__ import annotations

LOANS_AND_HOLDS = """
CREATE TABLE IF NOT EXISTS loans (
    number INTEGER PRIMARY KEY, card_number TEXT NOT NULL, title TEXT NOT NULL, price_fen INTEGER NOT NULL,
    due_on TEXT NOT NULL, lent_at TEXT NOT NULL, returned_at TEXT);
CREATE TABLE IF NOT EXISTS holds (
    number INTEGER PRIMARY KEY, card_number TEXT NOT NULL, title TEXT NOT NULL, placed_at TEXT NOT NULL,
    UNIQUE (card_number, title));
CREATE TABLE IF NOT EXISTS renewals (
    number INTEGER PRIMARY KEY, loan INTEGER NOT NULL REFERENCES loans, renewed_at TEXT NOT NULL);
"""
