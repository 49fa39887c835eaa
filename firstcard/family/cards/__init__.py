"""A family's pages about its children's cards."""
