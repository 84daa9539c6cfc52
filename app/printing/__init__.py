"""Forms as HTML from resources/templates; the screen prints what it returns."""
