"""The family's pages: apply, follow the case, see what is held."""
