"""What is filled in to write a message."""

from django import forms

from accounts.models import Client
from crm.correspondence.models.conversation import LONGEST


class AnswerForm(forms.Form):
    text = forms.CharField(label="Message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class NewMessageForm(AnswerForm):
    subject = forms.CharField(label="Subject", max_length=120)
    field_order = ["subject", "text"]


class MessageToClientForm(NewMessageForm):
    client = forms.CharField(label="Client", max_length=12, help_text="The client's number, as 100417.")
    field_order = ["client", "subject", "text"]

    def clean_client(self) -> Client:
        client = Client.objects.filter(number=self.cleaned_data["client"].strip()).first()
        if client is None:
            raise forms.ValidationError("No client has this number.")
        return client
