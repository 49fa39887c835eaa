"""The pages: parse, one call inward, present."""
