from django import forms
from django.test import SimpleTestCase

from fidus.lib.plain_select import PlainSelect

CHOICES = [("", "All"), ("a<b", "Ann & <Bob>"), ("c", 'Cy "quoted"')]


def test_it_writes_what_djangos_select_writes():
    attrs = {"class": "input", "id": "id_client", "required": True, "placeholder": False, "title": 'x"y'}
    for value in ("", "c", "a<b", None):
        ours = PlainSelect(choices=CHOICES).render("client", value, attrs)
        djangos = forms.Select(choices=CHOICES).render("client", value, attrs)
        SimpleTestCase().assertHTMLEqual(ours, djangos)
        assert "<Bob>" not in ours
