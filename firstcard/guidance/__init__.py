"""The plan and the answers as pages, calendar, command line and API."""
