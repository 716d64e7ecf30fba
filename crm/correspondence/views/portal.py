"""The portal's messages: the list, a conversation, and writing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.views.portal import client_required
from crm.correspondence.errors import CorrespondenceError
from crm.correspondence.forms import AnswerForm, NewMessageForm
from crm.correspondence.models import Conversation
from crm.correspondence.selectors import conversations_of
from crm.correspondence.services.mark_read import mark_read
from crm.correspondence.services.write_to_office import write_to_office

SENT = "Sent. We answer here, and a letter tells you when we have."
A_PAGE = 25


@require_http_methods(["GET", "POST"])
@client_required
def conversations(request: HttpRequest) -> HttpResponse:
    form = NewMessageForm(request.POST or None)
    if form.is_valid():
        try:
            message = write_to_office(client=request.client, by=request.user, **form.cleaned_data)
        except CorrespondenceError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, SENT)
            return redirect("portal:conversation", message.conversation_id)
    page = Paginator(conversations_of(request.client), A_PAGE).get_page(request.GET.get("page"))
    context = {"conversations": page, "form": form}
    return render(request, "correspondence/portal_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@client_required
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(Conversation.objects.select_related("client"), pk=pk, client__in=request.clients)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            write_to_office(client=own.client, conversation=own, by=request.user, **form.cleaned_data)
        except CorrespondenceError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, SENT)
            return redirect("portal:conversation", pk)
    mark_read(conversation=own, by_office=False)
    written = own.messages.select_related("written_by")
    context = {"conversation": own, "written": written, "form": form, "reader": "client"}
    return render(request, "correspondence/portal_conversation.html", context, status=422 if form.errors else 200)
