"""Bills that families paid themselves and handed in: list, papers, items, decision; and what was
settled in a region.
"""
