"""Instruments, quotes, bars, calendars, and the stream of all that is new."""
