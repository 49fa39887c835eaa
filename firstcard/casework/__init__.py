"""Applications as cases: drafts, papers, signatures, examination, decision, clocks."""
