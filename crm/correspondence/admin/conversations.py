"""The office's side of the correspondence: who waits for an answer, and answering."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from crm.correspondence.errors import CorrespondenceError
from crm.correspondence.forms import AnswerForm, MessageToClientForm
from crm.correspondence.models import Conversation
from crm.correspondence.services.close_conversation import close_conversation
from crm.correspondence.services.mark_read import mark_read
from crm.correspondence.services.write_to_client import write_to_client
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge

VIEW, WRITE = "correspondence.view_conversation", "correspondence.write_to_client"
_LOOKS = {"for_office": "waiting", "for_client": "passed", "closed": "closed"}


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ["subject", "client", "standing", "written"]
    list_filter = ["state", "last_at"]
    list_select_related = ["client"]
    search_fields = ["subject", "client__name", "client__number", "messages__text"]
    change_list_template = "correspondence/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        return super().get_queryset(request).select_related("client")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("write/", self.page(write), name="correspondence_conversation_write"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return show(request, pk=object_id, site_context=self.admin_site.each_context(request))

    @admin.display(description="State", ordering="state")
    def standing(self, conversation: Conversation) -> SafeString:
        return badge(_LOOKS[conversation.state], conversation.get_state_display())

    @admin.display(description="Newest message", ordering="last_at")
    def written(self, conversation: Conversation) -> str | SafeString:
        return age(conversation.last_at)


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    """A conversation; whoever may write answers or closes it here."""
    if not pk.isdecimal():
        raise Http404
    conversation = get_object_or_404(Conversation.objects.select_related("client"), pk=pk)
    may_write = request.user.has_perm(WRITE)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    if "close" in request.POST:
        close_conversation(conversation=conversation, by=request.user)
        messages.success(request, "Closed. If the client writes again it comes back.")
        return redirect("admin:correspondence_conversation_changelist")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            write_to_client(client=conversation.client, conversation=conversation, by=request.user, **form.cleaned_data)
        except CorrespondenceError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Sent; a letter tells the client that an answer waits in the portal.")
            return redirect("admin:correspondence_conversation_change", pk)
    if may_write:
        mark_read(conversation=conversation, by_office=True)
    context = {
        **site_context,
        "title": conversation.subject,
        "conversation": conversation,
        "written": conversation.messages.select_related("written_by"),
        "form": form if may_write else None,
        "reader": "office",
    }
    return TemplateResponse(request, "correspondence/conversation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, WRITE], raise_exception=True)
def write(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """A first message to a client."""
    form = MessageToClientForm(request.POST or None, initial={"client": request.GET.get("client", "")})
    if form.is_valid():
        try:
            message = write_to_client(by=request.user, **form.cleaned_data)
        except CorrespondenceError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"Sent to {message.conversation.client.name}.")
            return redirect("admin:correspondence_conversation_change", message.conversation_id)
    context = {**site_context, "title": "Write to a client", "form": form}
    return TemplateResponse(request, "correspondence/write.html", context, status=422 if form.errors else 200)
