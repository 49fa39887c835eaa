"""What is done to cards, a module for each stretch of their way; import the module.

Each operation: permission, the line of the table, one guarded row, history, audit, message.
"""
