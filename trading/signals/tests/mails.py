"""Mails of invented developers."""

from email.message import EmailMessage

SENDER = "dev@sender.example"
BUY = "BUY EURUSD SL 1.07 TP 1.10"


def a_mail(
    secret: str, text: str = BUY, *, subject: str = "A signal", sender: str = SENDER, **more: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER, f"Signals <signals+{secret}@firm.example>", subject
    mail["Message-ID"] = "<one@sender.example>"
    for name, value in more.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail
