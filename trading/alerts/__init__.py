"""Figures of accounts that a person has to look at."""
