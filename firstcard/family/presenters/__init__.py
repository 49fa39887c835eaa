"""What the family's pages show, made from cases and rules."""
