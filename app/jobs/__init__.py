"""What the clock runs: mail out, checkpoints, checks of the record, packs, what is over removed.

Every server starts ``run_jobs`` in a thread of its own; the one that holds the lease works,
the others wait. Each piece of work is small, is claimed before it is done, and is done again
where its server was killed in the middle of it.
"""
