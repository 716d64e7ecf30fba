"""What brokers say against what we hold: breaks, and how they were cleared."""
