"""Who is insured, from when, and what is owed and paid for it."""
