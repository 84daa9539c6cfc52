"""The audit as those read it who answer for others: narrowed, and on paper."""
