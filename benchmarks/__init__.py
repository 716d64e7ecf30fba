"""Every speed that is claimed, runnable: python -m benchmarks NAME [--json] [--scale X]."""
