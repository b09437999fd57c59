"""THE message table: type -> (topic kind, fields).

Each role has its messages in a file of its own, ``of_ROLE``, so that a device has those of the others neither in flash nor
in memory; ``messages`` is all of them. The tables of the documents are made from these files, comments included.
"""

MESSAGES = {}
