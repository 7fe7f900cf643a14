"""What the technicians of the parties do before a line opens: keys, cards, drafts, signatures.

Every step reads files and makes files that are carried to the other side by hand or otherwise;
none needs a network. `openline` the command is a thin skin over these functions.

How it is done: docs/operations/ceremony.md.
"""
