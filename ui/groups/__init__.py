"""Shift+F2: many people, one procedure, one sitting."""
