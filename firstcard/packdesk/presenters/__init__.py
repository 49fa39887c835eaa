"""What the queries found, as plain strings in one language for the templates. Pure."""
