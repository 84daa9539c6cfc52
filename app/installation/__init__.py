"""The program's own folder: which version starts, which waits, and the way from one to the next and back.

No network and no screen: what is fetched comes in by ``sync.updates``, what is seen is in ``ui.updates``.
"""
