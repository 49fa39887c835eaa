"""The doors of the desk: parse, one call inward, present."""
