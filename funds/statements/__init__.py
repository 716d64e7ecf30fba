"""The monthly statement: its figures, their canonical form, and the typeset document."""
