"""A branch, a social security desk and a hospital: printing at once, functions, a new card."""
