"""Reads that only the desk needs."""
