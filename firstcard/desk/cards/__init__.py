"""Pages of whoever makes, hands out and enables cards."""
