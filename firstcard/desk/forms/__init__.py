"""What the desk's long forms hold, and how they are read."""
