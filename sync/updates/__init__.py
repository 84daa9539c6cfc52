"""Newer versions of the program: asked for, believed and fetched, over the line or from a stick.

What is believed is decided by TUF (python-tuf's client); what is done with it by ``app.installation``.
"""
