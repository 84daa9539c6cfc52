"""``soxa --self-test``: the real program proves itself on the machine at hand, on a profile of its own."""
