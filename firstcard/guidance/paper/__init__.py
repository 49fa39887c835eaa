"""The plan and the letter of authority as PDF files to print and take along."""
