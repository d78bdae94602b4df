"""Text to model: an agreement's file is read, its sentences parsed, its names resolved, the whole looked over.

`load` is the way in: envelope → outline → vocabulary → funnel → clauses → analyse.
"""
