"""Catalogue packs: one signed file of procedures, agencies, calendars and forms."""
