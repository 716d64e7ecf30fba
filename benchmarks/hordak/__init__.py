"""The peer: django-hordak, in its own database with its own settings."""
