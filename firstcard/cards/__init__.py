"""Cards: made, sent, collected, activated, ended."""
