"""Files of strangers: told apart by content, opened only in a bounded process, made anew."""
