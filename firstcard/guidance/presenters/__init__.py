"""Plans, answers and goals in plain words, ready to be set on a page or in a terminal. Pure."""
