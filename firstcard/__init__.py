"""Firstcard: from a birth to a working social security card."""

__version__ = "0.1.0"
