"""Small reusable parts of the screens.

Every part is handed the ``Look`` first and its own data next; it knows no service. Those that are painted
read the look's tokens while they paint, so a change of theme or scale needs nothing from the screen that
uses them.
"""
