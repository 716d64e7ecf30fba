"""Money, rates, dates and ages as the look's README writes them (../docs/look.md)."""

from django import template

register = template.Library()
