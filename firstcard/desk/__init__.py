"""The pages of the offices: worklist, case, counter, hotline, dashboard."""
