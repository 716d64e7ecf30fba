"""Every page that is looked at in Chromium. A new page of the product adds its line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`path` may name facts of firm.py in braces; `person` is one of its people, empty for a visitor."""

    name: str
    path: str
    person: str = ""
    # What the server answers; an error page is a page too.
    status: int = 200

    def __str__(self) -> str:
        return self.name


PAGES = [
    Page("login", "/accounts/login/"),
    Page("password-forgotten", "/accounts/password/reset/"),
    Page("password-sent", "/accounts/password/reset/done/"),
    Page("password-change", "/accounts/password/change/", "client"),
    Page("security", "/accounts/2fa/", "client"),
    Page("sessions", "/accounts/sessions/", "client"),
    Page("sign-out", "/accounts/logout/", "client"),
    Page("not-found", "/portal/nowhere/", "client", status=404),
    Page("home", "/backoffice/", "admin"),
    Page("home-of-a-newcomer", "/backoffice/", "newcomer"),
    Page("records", "/backoffice/records/", "admin"),
    Page("search-empty", "/backoffice/search/", "admin"),
    Page("pipeline", "/backoffice/crm/prospect/board/", "admin"),
    Page("prospects", "/backoffice/crm/prospect/", "admin"),
    Page("prospect", "/backoffice/crm/prospect/{prospect}/change/", "admin"),
    Page("cases", "/backoffice/compliance/kyccase/", "admin"),
    Page("case", "/backoffice/compliance/kyccase/{case}/change/", "second"),
    Page("statements", "/backoffice/funds/statement/", "admin"),
    Page("portal-overview", "/portal/", "client"),
    Page("portal-investments", "/portal/investments/", "client"),
    Page("portal-investment", "/portal/investments/{investment}/", "client"),
    Page("portal-activity", "/portal/activity/", "client"),
    Page("portal-statements", "/portal/statements/", "client"),
    Page("portal-documents", "/portal/documents/", "client"),
    Page("search", "/backoffice/search/?q=example", "admin"),
    Page("portal-statement-download", "/portal/statements/{statement}/download", "client"),
    Page("verify-statement", "/verify/{statement}"),
    Page("statement", "/backoffice/funds/statement/{statement_id}/change/", "admin"),
    Page("statement-issue", "/backoffice/funds/statement/issue/", "admin"),
    Page("statement-runs", "/backoffice/funds/statementbatch/", "admin"),
    Page("statement-run", "/backoffice/funds/statementbatch/{run}/change/", "admin"),
    Page("statement-run-start", "/backoffice/funds/statementbatch/start/", "admin"),
    Page("portal-documents-asked-for", "/portal/documents/", "applicant"),
    Page("case-being-checked", "/backoffice/compliance/kyccase/{checking}/change/", "admin"),
    Page("case-handed-over", "/backoffice/compliance/kyccase/{handed}/change/", "admin"),
    Page("case-second-person", "/backoffice/compliance/kyccase/{handed}/change/", "second"),
    Page("case-cleared", "/backoffice/compliance/kyccase/{cleared}/change/", "admin"),
    Page("case-add", "/backoffice/compliance/kyccase/add/", "admin"),
    Page("prospect-talks", "/backoffice/crm/prospect/{talks}/change/", "admin"),
    Page("prospect-edit", "/backoffice/crm/prospect/{lead}/edit/", "admin"),
    Page("prospect-win", "/backoffice/crm/prospect/{talks}/win/", "admin"),
    Page("prospect-lose", "/backoffice/crm/prospect/{lead}/lose/", "admin"),
    Page("broker-accounts", "/backoffice/trading/brokeraccount/", "admin"),
    Page("broker-account", "/backoffice/trading/brokeraccount/{account}/change/", "admin"),
    Page("broker-account-open", "/backoffice/trading/brokeraccount/open/", "admin"),
    Page("broker-account-disable", "/backoffice/trading/brokeraccount/{account}/disable/", "admin"),
    Page("deals", "/backoffice/trading/deal/", "admin"),
    Page("cash-operations", "/backoffice/trading/cashoperation/", "admin"),
    Page("imports", "/backoffice/trading/reportimport/", "admin"),
    Page("import", "/backoffice/trading/reportimport/{report}/change/", "admin"),
    Page("import-a-report", "/backoffice/trading/reportimport/add/", "admin"),
    Page("invitation-unknown", "/invitation/0000/", status=404),
    Page("portal-for-staff", "/portal/", "newcomer", status=403),
    Page("users", "/backoffice/accounts/user/", "admin"),
    Page("user", "/backoffice/accounts/user/{user}/change/", "admin"),
    Page("suspend-user", "/backoffice/accounts/user/{user}/suspend/", "admin"),
    Page("invite-colleague", "/backoffice/accounts/user/invite/", "admin"),
    Page("clients", "/backoffice/accounts/client/", "admin"),
    Page("client", "/backoffice/accounts/client/{client}/change/", "admin"),
    Page("open-client", "/backoffice/accounts/client/open/", "admin"),
    Page("trail", "/backoffice/trail/storedevent/", "admin"),
    Page("reality", "/backoffice/funds/investment/reality/", "admin"),
    Page("reality-of-a-client", "/backoffice/funds/investment/reality/?by=client", "admin"),
    Page("portal-calendar", "/portal/calendar/", "client"),
    Page("portal-performance", "/portal/performance/", "client"),
    Page("performance", "/backoffice/performance/benchmark/performance/", "admin"),
    Page("performance-of-the-firm", "/backoffice/performance/benchmark/performance/?of=firm", "admin"),
    Page("benchmarks", "/backoffice/performance/benchmark/", "admin"),
    Page("benchmark-new", "/backoffice/performance/benchmark/new/", "admin"),
    Page("investments", "/backoffice/funds/investment/", "admin"),
    Page("investment", "/backoffice/funds/investment/{investment_id}/change/", "admin"),
    Page("investment-open", "/backoffice/funds/investment/open/", "admin"),
    Page("investment-fund", "/backoffice/funds/investment/{investment_id}/fund/", "admin"),
    Page("investment-map", "/backoffice/funds/investment/{investment_id}/map/", "admin"),
    Page("products", "/backoffice/funds/product/", "admin"),
    Page("product", "/backoffice/funds/product/{product}/change/", "admin"),
    Page("terms-publish", "/backoffice/funds/product/{product}/publish/", "admin"),
    Page("accrual-runs", "/backoffice/funds/accrualrun/", "admin"),
    Page("interest-payouts", "/backoffice/funds/interestpayout/", "admin"),
    Page("interest-payout-approve", "/backoffice/funds/interestpayout/{payout}/approve/", "admin"),
    Page("operating-costs", "/backoffice/funds/operatingcost/", "admin"),
    Page("operating-cost-book", "/backoffice/funds/operatingcost/book/", "admin"),
]
