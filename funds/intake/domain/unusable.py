"""A file, or a cell of it, that cannot be taken in."""


class Unusable(Exception):
    """Its text is meant for the person who brought the file."""
