"""What the pages of the desk show, ready to be drawn."""
