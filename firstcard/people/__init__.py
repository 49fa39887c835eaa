"""Persons: identity numbers, guardianship, divisions, offices."""
