"""Pages of card centres: batches, their files, blank cards, lists to offices, the post."""
