"""Mails as people, programs and others send them: what is taken, what is refused with which words, what is kept."""

import base64
from datetime import timedelta
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidus.lib import clock
from trading.signals.domain.mail import LARGEST_MAIL, Letter, read_mail
from trading.signals.domain.mail_proof import proof_fault
from trading.signals.models import RawSignal, Signal
from trading.signals.services.close_door import close_door
from trading.signals.services.take_mail import take_mail
from trading.signals.tests.mails import BUY, SENDER, a_mail
from trading.signals.tests.scenes import a_door, a_strategy

in_db = pytest.mark.usefixtures("db")


def take(mail, *, ago=0.0, place="7/1", size=None):
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    at = clock.now() - timedelta(seconds=ago)
    return take_mail(Letter(raw=raw[: LARGEST_MAIL + 1], size=size or len(raw), arrived_at=at, place=place))


def outcome(mail, **more):
    (receipt,) = take(mail, **more)
    return receipt.outcome, receipt.reason


def wrapped(secret, *parts):
    mail = MIMEMultipart("mixed")
    mail["From"], mail["To"], mail["Subject"] = SENDER, f"signals+{secret}@firm.example", "see below"
    for part in parts:
        mail.attach(part)
    return mail


@in_db
def test_a_plain_mail_is_a_signal():
    opened = a_door(kind="mail")
    (receipt,) = take(a_mail(opened.secret, f"{BUY}\n-- \nDora Developer\nInvented Ltd"))
    message = RawSignal.objects.get()
    assert (receipt.outcome, message.address, message.content_type) == ("taken", SENDER, "message/rfc822")
    assert b"Dora Developer" in bytes(message.body)


@in_db
@pytest.mark.parametrize("subject", [f"{BUY}", f"=?utf-8?q?{BUY.replace(' ', '_')}?="])
def test_the_subject_is_read_where_there_is_no_text(subject):
    opened = a_door(kind="mail")
    raw = a_mail(opened.secret, "\n").as_bytes().replace(b"A signal", subject.encode())
    assert outcome(raw)[0] == "taken"


@in_db
@pytest.mark.parametrize("write", ["[{}] " + BUY, BUY + " ({})", "{}"])
def test_the_secret_may_stand_in_the_subject(write):
    opened = a_door(kind="mail")
    text = "\n" if BUY in write else BUY
    mail = a_mail(opened.secret, text, subject=write.format(opened.secret), To="signals@firm.example")
    assert outcome(mail)[0] == "taken"


@in_db
def test_a_secret_in_an_encoded_subject_is_found_and_not_kept():
    opened = a_door(kind="mail")
    encoded = base64.b64encode(f"Größe {opened.secret}".encode()).decode()
    raw = (
        a_mail("", subject="THIS", To="signals@firm.example")
        .as_bytes()
        .replace(b"THIS", f"=?utf-8?b?{encoded}?=".encode())
    )
    assert outcome(raw)[0] == "taken"
    assert encoded.encode() not in bytes(RawSignal.objects.get().body)


@in_db
def test_the_secret_is_kept_nowhere():
    opened = a_door(kind="mail")
    take(
        a_mail(
            opened.secret.upper(), subject=f"[{opened.secret}]", Delivered_To=f"signals+{opened.secret}@firm.example"
        )
    )
    message = RawSignal.objects.get()
    assert opened.secret.encode() not in bytes(message.body).lower()
    assert opened.secret[:6].encode() in bytes(message.body)


@in_db
def test_a_page_alone_is_read_as_its_words():
    page = "<html><head><style>p {}</style></head><p>BUY <b>EURUSD</b></p><br>SL&nbsp;1.07 TP 1.10<script>x</script>"
    opened = a_door(kind="mail")
    assert outcome(wrapped(opened.secret, MIMEText(page, "html")))[0] == "taken"
    assert Signal.objects.get().legs.get().symbol == "EURUSD"


@in_db
def test_the_plain_part_goes_before_the_page_and_attachments_are_left_aside():
    attached = MIMEText("SELL GBPUSD")
    attached["Content-Disposition"] = "attachment; filename=x.txt"
    both = MIMEMultipart("alternative", _subparts=[MIMEText("<p>ruined", "html"), MIMEText(BUY)])
    opened = a_door(kind="mail")
    assert outcome(wrapped(opened.secret, attached, both, MIMEApplication(b"\0\1")))[0] == "taken"
    assert Signal.objects.get().legs.get().symbol == "EURUSD"


@in_db
def test_a_mail_inside_of_a_mail_is_not_its_text():
    opened = a_door(kind="mail")
    inner = EmailMessage()
    inner.set_content("SELL GBPUSD")
    assert outcome(wrapped(opened.secret, MIMEMessage(inner))) == (
        "refused",
        "One word is the symbol, all others must be known; these are not: “see”, “below”.",
    )


@in_db
@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"From": "other@sender.example"}, "other@sender.example is not among those"),
        ({"From": "dev@sender.example, x@y.example"}, "Who wrote it cannot be told"),
        ({"From": "dev@sender.example <x@y.example>"}, "Who wrote it cannot be told"),
        ({"From": '"dev@sender.example" <x@y.example>'}, "x@y.example is not among those"),
        ({"Auto-Submitted": "auto-replied (vacation)"}, "automatic answer"),
        ({"Return-Path": "<>"}, "automatic answer"),
        ({"X-Autoreply": "yes"}, "automatic answer"),
        ({"Content-Type": "multipart/report; boundary=x"}, "automatic answer"),
        ({"Content-Type": "text/plain; charset=idna"}, "send UTF-8"),
        ({"Content-Type": "text/plain; charset=utf-16"}, "and it is not"),
        ({"Content-Transfer-Encoding": "base64"}, "and it is not"),
    ],
)
def test_what_speaks_against_a_mail_is_kept_for_its_developer(headers, words):
    opened = a_door(kind="mail")
    lines = {"From": SENDER, "To": f"signals+{opened.secret}@firm.example", "Content-Type": "text/plain", **headers}
    raw = "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + f"\r\n{BUY}.\r\n"
    status, reason = outcome(raw.encode())
    assert (status, words in reason) == ("refused", True), reason
    assert RawSignal.objects.get().reason == reason


@in_db
def test_what_programs_send_of_their_own_accord_is_no_answer():
    opened = a_door(kind="mail")
    assert outcome(a_mail(opened.secret, Auto_Submitted="auto-generated", Precedence="bulk"))[0] == "taken"


@in_db
def test_a_mail_without_a_valid_secret_leaves_nothing():
    opened = a_door(kind="mail")
    close_door(door=opened.door, reason="lost", by=None)
    webhook = a_door()
    for secret in ("a" * 40, opened.secret, webhook.secret, "short", "b" * 41):
        assert take(a_mail(secret)) == []
    assert not RawSignal.objects.exists()


@in_db
def test_one_mail_to_two_doors_is_a_signal_of_each_strategy():
    first, second = a_door(kind="mail"), a_door(kind="mail")
    mail = a_mail(first.secret, Cc=f"signals+{second.secret}@firm.example")
    assert [receipt.outcome for receipt in take(mail)] == ["taken", "taken"]
    assert Signal.objects.count() == 2


@in_db
def test_the_same_mail_again_gives_the_first_answer_also_under_another_number():
    opened = a_door(kind="mail")
    mail = a_mail(opened.secret)
    assert take(mail) == take(mail, place="8/99")
    assert RawSignal.objects.count() == 1
    del mail["Message-ID"]
    assert [take(mail, place=place)[0].outcome for place in ("8/1", "8/1", "8/2")] == ["duplicate"] * 3
    assert RawSignal.objects.count() == 3


@in_db
def test_a_message_id_that_serves_twice_hides_no_other_mail():
    opened = a_door(kind="mail")
    assert [outcome(a_mail(opened.secret, text))[0] for text in (BUY, "SELL GBPUSD")] == ["taken", "taken"]


@in_db
def test_a_mail_that_lay_too_long_is_too_late():
    opened = a_door(a_strategy(valid_for=60), "mail")
    status, reason = outcome(a_mail(opened.secret), ago=90)
    assert (status, "waited for 90 s" in reason) == ("refused", True)
    (receipt,) = take(a_mail(opened.secret, Message_ID="<2@x.example>"), ago=20)
    signal = Signal.objects.get(pk=receipt.signal)
    assert 39 < (signal.valid_until - signal.received_at).total_seconds() < 41


@in_db
def test_a_huge_mail_is_refused_and_its_beginning_kept():
    opened = a_door(kind="mail")
    status, reason = outcome(a_mail(opened.secret, f"{BUY}\n-- \n" + "x" * 70 + "\n" * 300_000))
    assert (status, "256 kB" in reason) == ("refused", True)
    assert len(bytes(RawSignal.objects.get().body)) == 64 * 1024


@in_db
def test_more_mails_than_the_door_takes_are_refused(settings):
    # Without Valkey a process counts its share alone.
    settings.RATE_LIMITED, settings.WEB_PROCESSES = True, 1
    opened = a_door(kind="mail", calls_a_minute=1)
    outcomes = [outcome(a_mail(opened.secret, f"BUY EURUSD ID n{n}")) for n in range(2)]
    assert [status for status, _ in outcomes] == ["taken", "refused"]
    assert "within a minute" in outcomes[1][1]


@in_db
@pytest.mark.parametrize(
    ("proof", "status"),
    [
        ("mx.firm.example; dmarc=pass header.from=sender.example", "taken"),
        ("mx.evil.example; dmarc=pass header.from=sender.example", "refused"),
        ("mx.firm.example; dmarc=fail header.from=sender.example", "refused"),
        (None, "refused"),
    ],
)
def test_only_senders_that_our_mail_host_has_proven_are_believed(settings, proof, status):
    settings.SIGNAL_MAIL_AUTHSERV = "mx.firm.example"
    opened = a_door(kind="mail")
    more = {"Authentication_Results": proof} if proof else {}
    assert outcome(a_mail(opened.secret, **more))[0] == status


@pytest.mark.parametrize(
    ("header", "proven"),
    [
        ("mx; dkim=pass header.d=sender.example", True),
        ("mx 1; dkim=fail header.d=sender.example; dkim=pass header.d=SENDER.example header.b=ab", True),
        ("mx; spf=pass smtp.mailfrom=bounce@mail.sender.example", True),
        ("mx; dmarc=pass (p=none) header.from=sender.example", True),
        ("mx; dkim=pass header.d=example", False),
        ("mx; dkim=pass header.d=evilsender.example", False),
        ("mx; dkim=pass header.d=other.example", False),
        ("mx; spf=pass smtp.helo=sender.example", False),
        ("mx; spf=pass smtp.mailfrom=a@other.example; dmarc=fail header.from=sender.example", False),
        ("mx; spf=fail (x; dmarc=pass header.from=sender.example) smtp.mailfrom=a@b.example", False),
        ('mx; spf=none reason="; dmarc=pass header.from=sender.example"', False),
        ("mx; none", False),
        ("other; dmarc=pass header.from=sender.example", False),
        ("", False),
        ("(mx) other; dmarc=pass header.from=sender.example", False),
        ("mx; dmarc=pass header.from=sender.example.evil.example", False),
    ],
)
def test_proofs_worked_by_hand(header, proven):
    assert (proof_fault([header], "mx", SENDER) == "") is proven


def test_the_topmost_word_of_our_host_counts():
    headers = ["mx; dmarc=fail header.from=sender.example", "mx; dmarc=pass header.from=sender.example"]
    assert proof_fault(headers, "mx", SENDER)
    assert not proof_fault(headers[::-1], "MX", SENDER)


@given(st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=100)
def test_no_proof_whatever_does_more_than_be_refused(header, sender):
    assert isinstance(proof_fault([header, f"mx;{header}"], "mx", sender), str)


_lines = st.sampled_from([
    b"From: dev@sender.example", b"From: =?utf-8?q?=FF?= <a@b>", b"Content-Type: multipart/mixed; boundary=x",
    b"Content-Type: text/html; charset=\xff", b"Subject: =?x?b?\xff?=", b"Subject: =?utf-8?b?AAAAA?=", b"--x",
    b"--x--", b"",    b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"\xff\x00",
    b"<p <!-- <![CDATA[ &#xFFFFFFFF;",    b"Content-Disposition: attachment;;",
])  # fmt: skip


@in_db
def test_no_mail_whatever_does_more_than_be_refused():
    opened = a_door(kind="mail")
    address = f"To: signals+{opened.secret}@firm.example\r\n".encode()

    @given(st.lists(_lines | st.binary(max_size=30), max_size=25), st.booleans())
    @settings(max_examples=150)
    def tried(lines, known):
        raw = (b"From: dev@sender.example\r\n" if known else b"") + address + b"\r\n".join(lines)
        (receipt,) = take(raw)
        assert receipt.reason

    tried()


def test_a_mail_of_nothing_but_depth_is_taken_apart_or_refused():
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    mail = read_mail(head)
    assert mail.secrets == ()
