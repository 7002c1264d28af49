"""Every change: one function per thing that a person does.

Each has four beats: load, decide, record, commit. It opens its own transaction and is the
only one to commit it. No file is written and no mail sent inside it.
"""
