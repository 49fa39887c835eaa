"""The office's pages: cards arrive, wait, are put away, and are handed to their families."""
