"""Every connected account is visited in time, and what was seen is kept."""
