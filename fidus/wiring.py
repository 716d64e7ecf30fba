"""Who hears of which event, and what runs when."""
