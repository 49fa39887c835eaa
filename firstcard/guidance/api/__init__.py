"""The HTTP API: routes, problems, what packs look like, and its OpenAPI document."""
