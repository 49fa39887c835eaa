"""Pure reads on the rule book: what stands where, what rests on what, what is to be verified."""
