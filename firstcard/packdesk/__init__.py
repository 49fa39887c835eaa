"""Pages for policy officers: what the packs say, what it rests on, what is still to be verified.

They stand above `guidance` and use its page frame and its speaker: an officer reads a rule in the
words that a family was shown, and a second way of saying the same would drift from the first. The
guidance pages only link here by address. Everything is read from the rule book that serves and,
for comparing versions, from the store; nothing is written and nobody is asked who they are.
"""
