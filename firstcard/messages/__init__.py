"""Messages to families: written with what they tell of, sent afterwards."""
