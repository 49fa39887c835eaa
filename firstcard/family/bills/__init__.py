"""A family's pages about bills: what the funds paid, what the family paid, and why."""
