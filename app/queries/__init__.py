"""Every question to the database, named for the question and scoped to the person who asks.

Rows come back as frozen dataclasses, defined beside the query that makes them.
"""
