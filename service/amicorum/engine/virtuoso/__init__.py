"""What Virtuoso needs to answer as the standards say: changes to a query before it is sent, to the answer, and to how it is asked.

Every change of a query leaves its meaning as it was, so other engines answer it alike; what is not understood is left alone.
docs/operating.md says what no change mends.
"""
