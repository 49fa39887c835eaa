"""How the service is put together: settings, addresses, the database, the start."""
