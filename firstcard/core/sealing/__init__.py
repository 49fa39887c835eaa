"""The audit trail sealed: hashed in order, signed, and noted in a file outside the database."""
