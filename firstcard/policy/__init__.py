"""Policy: packs, conditions, clocks, tables and the plan. Pure: no Django, no clock, no settings."""
