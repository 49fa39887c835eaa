"""Policy: packs, conditions, clocks, tables, the plan. Pure: no Django, no clock, no settings."""
