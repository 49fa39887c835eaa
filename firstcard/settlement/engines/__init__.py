"""Two engines for the same rules: the reference explains, the vector engine is fast."""
