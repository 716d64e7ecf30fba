"""What strategies say: every message kept as it came, read into one shape, taken once whatever way it came in."""
