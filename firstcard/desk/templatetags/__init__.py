"""What the desk's templates use besides Django's own."""
