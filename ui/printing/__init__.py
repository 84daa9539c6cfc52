"""Printed forms on paper, in PDF files and on the screen."""
