"""What pages about signing in ask for; loaded in every template."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.login import come_back
from accounts.login.services.demo_code import demo_code as code_of
from accounts.models import User
from accounts.wall import outside_wall

register = template.Library()


@register.simple_tag(takes_context=True)
def way_back(context: template.Context) -> str:
    """The address of what the reader was about to do when they had to set up a second step, if anything."""
    return come_back.way_back(context["request"])


@register.simple_tag
def demo_code(user: User) -> SafeString:
    """In the demo, the code that an invented person's app would show; nothing anywhere else."""
    if not settings.DEMO:
        return SafeString("")
    with outside_wall():
        code = code_of(user)
    if code is None:
        return SafeString("")
    said = "The demo firm’s people have no phones. Their app would show"
    return format_html('<div class="alert"><p class="grow">{} <strong class="mono">{}</strong></p></div>', said, code)
