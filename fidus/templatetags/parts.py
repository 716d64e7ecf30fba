"""Parts of the look that need a word of code: icons, states, form fields, the typeface; loaded in every template."""

import re
from datetime import datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fidus import navigation as navigations
from fidus.lib import clock

register = template.Library()
_LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)

# State words of the product that look like one of the drawn ones; an unknown one is a grey ring.
LOOKS_LIKE = {
    "pending": "waiting", "requested": "waiting", "submitted": "waiting", "open": "waiting", "paused": "waiting",
    "running": "now", "negotiation": "now", "in_review": "now", "review": "now", "working": "now",
    "done": "passed", "cleared": "active", "won": "active", "approved": "passed", "paid": "passed", "issued": "passed",
    "rejected": "failed", "refused": "failed", "expired": "failed", "overdue": "failed", "lost": "closed",
    "cancelled": "closed", "reversed": "closed", "checked": "now", "payable": "now", "returned": "failed",
    "off": "closed", "delivered": "passed", "dropped": "closed",
}  # fmt: skip


@lru_cache
def _sprite() -> str:
    return conditional_escape(static("icons.svg"))


# A page of the back office shows the same few icons and states a hundred times.
@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """One shape of static/icons.svg; a `label` makes it speak, without one it is decoration."""
    speech = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', speech, _sprite(), name)


@register.simple_tag
@lru_cache(maxsize=512)
def badge(state: str, word: str = "") -> SafeString:
    """A state as a word, a colour and a shape."""
    return format_html(
        '<span class="badge" data-state="{}">{}</span>',
        LOOKS_LIKE.get(state, state),
        word or str(state).replace("_", " ").capitalize(),
    )


@register.simple_tag
def live_stream() -> str:
    """Where live news are heard, empty where they are off."""
    return settings.LIVE_URL if settings.LIVE_NEWS else ""


@register.simple_tag(takes_context=True)
def readable(context: template.Context, field: AdminReadonlyField) -> SafeString:
    """What a read-only field says, with links only to records that the reader may open."""

    def kept(link: re.Match[str]) -> str:
        try:
            app, model, page = (resolve(link[1]).url_name or "").split("_", 2)
        except (Resolver404, ValueError):
            return link[0]
        closed = page == "change" and not context["request"].user.has_perm(f"{app}.view_{model}")
        return link[2] if closed else link[0]

    return SafeString(_LINK.sub(kept, conditional_escape(field.contents())))


@register.filter
def control(field: BoundField) -> SafeString:
    """The input of a form field, dressed; Django itself adds aria-invalid and aria-describedby."""
    bare = CheckboxInput | RadioSelect | CheckboxSelectMultiple
    attrs: dict[str, object] = {} if isinstance(field.field.widget, bare) else {"class": "input"}
    # The label says it already; a second time in grey looks like something filled in.
    attrs["placeholder"] = False
    if (given := field.field.widget.attrs.get("class")) and "class" in attrs:
        attrs["class"] = f"input {given}"
    if isinstance(field.field.widget, FileInput):
        attrs["class"] = "input file"
    return field.as_widget(attrs=attrs)


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choice(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@lru_cache
def _typeface() -> str:
    """Links to Inter, cut by `manage.py build_assets`; without it the system's own typeface is used."""
    try:
        address = static("fonts/inter.css")
    except ValueError:  # the manifest of collected files does not know it
        return ""
    if not _served("fonts/inter.css"):
        return ""
    first = format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', static("fonts/inter-regular.woff2")
    )
    return first + format_html('<link rel="stylesheet" href="{}">', address)


def _served(path: str) -> bool:
    return bool(getattr(staticfiles_storage, "manifest_strict", False)) or finders.find(path) is not None


@register.simple_tag
def typeface() -> str:
    return _typeface()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, room: str) -> list[navigations.Group]:
    """The entries of "portal" or "backoffice" that this reader gets."""
    rooms = {"portal": navigations.PORTAL, "backoffice": navigations.BACK_OFFICE}[room]
    return navigations.navigation(rooms, context["request"])


@register.simple_tag
def page_address(page: str) -> str:
    """The URL of a page without arguments, empty while there is no such page."""
    return navigations.address_of(page) or ""


@register.simple_tag
def business_now() -> datetime:
    return clock.now()
