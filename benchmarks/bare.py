"""What Django itself asks for a page: a view, a query, a table; behind the product's own middleware and login."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from funds.models import Investment

PAGE = """<!doctype html><html lang="en"><head><title>Investments</title></head><body><table>
<thead><tr><th>Number<th>Client<th>Fund<th>State<th>Principal<th>Rate<th>Earns from<th>Interest</tr></thead>
<tbody>{% for row in rows %}<tr><th><a href="/{{ row.pk }}/">{{ row.number }}</a></th><td>{{ row.client.name }}</td>
<td>{{ row.terms.product.code }}</td><td>{{ row.state }}</td><td>{{ row.principal_minor }} {{ row.currency }}</td>
<td>{{ row.monthly_rate }}</td><td>{{ row.earns_from|date:"j M Y" }}</td><td>{{ row.interest_mode }}</td></tr>
{% endfor %}</tbody></table></body></html>"""
_template = engines["django"].from_string(PAGE)


@login_required
def rows(request: HttpRequest, count: int) -> HttpResponse:
    shown = Investment.objects.select_related("client", "terms__product").order_by("-number")[:count]
    return HttpResponse(_template.render({"rows": shown}, request))


urlpatterns = [path("bare/<int:count>/", rows), path("", include("fidus.urls"))]
