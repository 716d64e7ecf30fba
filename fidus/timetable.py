"""What runs when."""

from celery.schedules import crontab
from django.conf import settings

# What Celery beat sends, in its own form: name -> {"task": dotted name, "schedule": seconds or crontab, "options": {}}.
# `expires` keeps messages from piling up while no worker runs: the sweepers look at tables, not at messages.
BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "show that tasks go the whole way": {
        "task": "fidus.tasks.heartbeat",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "deliver events that nobody woke up for": {
        "task": "accounts.trail.tasks.deliver_events",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "tell bridges which accounts to watch": {
        "task": "trading.connections.tasks.renew_watch_lists",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "take up runs of statements that nobody works on": {
        "task": "funds.tasks.sweep_statement_runs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "take up runs of solvency that nobody works on": {
        "task": "funds.solvency.tasks.sweep_solvency_runs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "take up fee runs that nobody works on": {
        "task": "funds.fees.tasks.sweep_fee_runs",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "seal the ledger's new entries": {
        "task": "accounts.ledger.tasks.seal_entries",
        "schedule": 1.0,
        "options": {"expires": 1},
    },
    "take up closings that nobody works on": {
        "task": "accounts.books.tasks.sweep_closings",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "the night": {
        "task": "fidus.tasks.tonight",
        "schedule": crontab(hour=0, minute=15),
        "options": {"expires": 12 * 60 * 60},
    },
    # A night that failed, or that no worker was there for, is made up for within the hour; a whole one costs nothing.
    "what the night left undone": {
        "task": "fidus.tasks.tonight",
        "schedule": crontab(minute=45),
        "options": {"expires": 30 * 60},
    },
    # Asks only while a day that should be out is not held.
    "the day's exchange rates": {
        "task": "accounts.rates.tasks.fetch_rates_when_due",
        "schedule": crontab(minute="5,35"),
        "options": {"expires": 25 * 60},
    },
    "look payments up": {
        "task": "funds.wallets.tasks.follow_payments",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "end the cooling-off of clients' wallets": {
        "task": "funds.wallets.tasks.activate_due_destinations",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "read uploaded reports that no message told of": {
        "task": "trading.tasks.import_waiting_reports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget tries at signing in that are over": {
        "task": "accounts.login.tasks.forget_tries",
        "schedule": crontab(minute=50),
        "options": {"expires": 30 * 60},
    },
    "hold figures of accounts against the rules of alerts": {
        "task": "trading.alerts.tasks.evaluate_alerts",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "compare accounts with their brokers": {
        "task": "trading.reconciliation.tasks.compare_accounts",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "take up files of rows that nobody works on": {
        "task": "funds.intake.tasks.sweep_runs",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "remove uploads that nobody will read": {
        "task": "trading.tasks.remove_forgotten_uploads",
        "schedule": crontab(minute=20),
        "options": {"expires": 30 * 60},
    },
    "forget old answers of the API and expired tokens": {
        "task": "accounts.gateway.tasks.forget_old_calls_and_tokens",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 12 * 60 * 60},
    },
    "prices of what is held": {
        "task": "trading.market.tasks.fetch_quotes",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "gather prices into bars": {
        "task": "trading.market.tasks.roll_up",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "take signals from files": {
        "task": "trading.signals.tasks.take_files",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "end signals that nobody decided about": {
        "task": "trading.signals.tasks.end_late_signals",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "send webhooks": {
        "task": "accounts.hooks.tasks.send_webhooks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "forget old notices": {
        "task": "accounts.notices.tasks.forget_old_notices",
        "schedule": crontab(hour=2, minute=55),
        "options": {"expires": 12 * 60 * 60},
    },
    "forget old messages of webhooks": {
        "task": "accounts.hooks.tasks.forget_old_messages",
        "schedule": crontab(hour=2, minute=50),
        "options": {"expires": 12 * 60 * 60},
    },
}

if settings.DEMO:
    BEAT_SCHEDULE["invented prices"] = {
        "task": "fidus.tasks.invent_prices",
        "schedule": 10.0,
        "options": {"expires": 10},
    }
