"""Who signs in: families by telephone, staff by password and second factor; roles; consents."""
