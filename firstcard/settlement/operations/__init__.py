"""What is done with bills and institutions, one file a subject."""
