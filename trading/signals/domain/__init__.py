"""The rules of signals, pure: what one is, how messages are read, when two are the same."""
