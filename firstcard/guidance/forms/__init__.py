"""What the pages and the terminal ask: fields, how they are read, drawn and kept. No Django."""
