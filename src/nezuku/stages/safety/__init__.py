"""Safety: a member can always tell what may be typed. Pages on classes, guard and dictionary.

Owns no tables: what the company decided is kept by `foundation.policy`.
"""
