"""Messages between a client and the office, tried by both, by a colleague and by strangers."""

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.urls import reverse

from accounts.tests.people import a_client, member, staff
from accounts.trail.api import deliver, events_about
from crm.correspondence.domain.conversation_states import TRANSITIONS, ConversationState
from crm.correspondence.errors import NothingWritten, NotTheirs
from crm.correspondence.models import Conversation, Message
from crm.correspondence.models.conversation import LONGEST
from crm.correspondence.selectors import unread_by_client, waiting_for_office
from crm.correspondence.services.close_conversation import close_conversation
from crm.correspondence.services.mark_read import mark_read
from crm.correspondence.services.write_to_client import write_to_client
from crm.correspondence.services.write_to_office import write_to_office

LIST = reverse("portal:messages")
OFFICE = reverse("admin:correspondence_conversation_changelist")


@pytest.fixture
def bruno(db):
    return member(a_client())


@pytest.fixture
def asked(bruno):
    return write_to_office(
        client=bruno.clients.get(), subject="My window", text="When can I redeem?", by=bruno
    ).conversation


def page_of(conversation):
    return reverse("portal:conversation", args=[conversation.pk])


def office_page_of(conversation):
    return reverse("admin:correspondence_conversation_change", args=[conversation.pk])


def test_a_question_waits_for_the_office_and_its_answer_for_the_client(bruno, asked):
    assert list(waiting_for_office()) == [asked]
    write_to_client(client=asked.client, conversation=asked, text="On 31 December.", by=staff())
    assert not waiting_for_office()
    assert unread_by_client(asked.client) == 1
    mark_read(conversation=asked, by_office=False)
    assert unread_by_client(asked.client) == 0
    kinds = [event.kind for event in events_about(subject=asked.reference)]
    assert kinds == ["OfficeWrote", "ClientWrote"]


def test_a_closed_conversation_opens_again_when_the_client_writes(bruno, asked):
    close_conversation(conversation=asked, by=staff())
    close_conversation(conversation=asked, by=staff(email="second@example.test"))
    assert [event.kind for event in events_about(subject=asked.reference)].count("ConversationClosed") == 1
    write_to_office(client=asked.client, conversation=asked, text="One more thing.", by=bruno)
    asked.refresh_from_db()
    assert asked.state == ConversationState.FOR_OFFICE


def test_everybody_may_write_in_every_state():
    writing = {(state, str(action)) for state, action in TRANSITIONS if "writes" in action}
    assert writing == {(s, a) for s in ConversationState for a in ("client_writes", "office_writes")}


@pytest.mark.parametrize("text", ["", "   \n", "x" * (LONGEST + 1)])
def test_a_message_without_words_or_with_too_many_is_not_sent(bruno, text):
    with pytest.raises(NothingWritten, match="nothing was sent"):
        write_to_office(client=bruno.clients.get(), subject="Hello", text=text, by=bruno)
    assert not Conversation.objects.exists()


def test_nobody_writes_for_somebody_elses_client(bruno, asked):
    stranger = member(a_client("Cora Specimen"), "cora@example.test")
    with pytest.raises(NotTheirs):
        write_to_office(client=asked.client, conversation=asked, text="Hello", by=stranger)
    with pytest.raises(NotTheirs):
        write_to_office(client=stranger.clients.get(), conversation=asked, text="Hello", by=stranger)


def test_what_was_written_cannot_be_changed(bruno, asked):
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("update correspondence_message set text = 'Something else'")


def test_the_client_writes_reads_and_answers_in_the_portal(client, bruno):
    client.force_login(bruno)
    assert "Nothing written yet" in client.get(LIST).text
    answer = client.post(LIST, {"subject": "My <b>window</b>", "text": "When?"}, follow=True)
    assert "My &lt;b&gt;window" in answer.text
    assert "We answer" in client.get(LIST).text
    conversation = Conversation.objects.get()
    write_to_client(client=conversation.client, conversation=conversation, text="In December.", by=staff())
    assert "New answer" in client.get(LIST).text
    assert "In December." in client.get(page_of(conversation)).text
    assert "New answer" not in client.get(LIST).text


def test_an_empty_message_is_told_at_its_field(client, bruno, asked):
    client.force_login(bruno)
    answer = client.post(page_of(asked), {"text": " "})
    assert answer.status_code == 422
    assert Message.objects.count() == 1


def test_a_stranger_finds_no_conversation(client, bruno, asked):
    client.force_login(member(a_client("Cora Specimen"), "cora@example.test"))
    assert client.get(page_of(asked)).status_code == 404
    assert client.post(page_of(asked), {"text": "Hello"}).status_code == 404
    assert "My window" not in client.get(LIST).text
    client.force_login(bruno)
    assert client.get(office_page_of(asked)).status_code == 302


def test_the_office_answers_and_closes(client, asked):
    client.force_login(staff())
    assert "My window" in client.get(OFFICE).text
    assert "Messages to answer" in client.get(reverse("admin:index")).text
    client.post(office_page_of(asked), {"text": "On 31 December."})
    assert Message.objects.filter(from_office=True).count() == 1
    client.post(office_page_of(asked), {"close": "yes"})
    asked.refresh_from_db()
    assert asked.state == ConversationState.CLOSED


def test_the_office_writes_first(client, asked):
    client.force_login(staff())
    write = reverse("admin:correspondence_conversation_write")
    assert "No client has this number" in client.post(write, {"client": "1", "subject": "A", "text": "B"}).text
    told = {"client": asked.client.number, "subject": "Your statement", "text": "It is there."}
    assert client.post(write, told).status_code == 302
    assert Conversation.objects.get(subject="Your statement").state == ConversationState.FOR_CLIENT


def test_who_may_only_look_reads_and_does_not_write(client, asked):
    client.force_login(staff("administrator", "adam@example.test"))
    page = client.get(office_page_of(asked))
    assert "When can I redeem?" in page.text
    assert "<textarea" not in page.text
    assert client.post(office_page_of(asked), {"text": "Hello"}).status_code == 403
    client.force_login(staff("trader", "tom@example.test"))
    assert client.get(office_page_of(asked)).status_code == 403


def test_a_letter_says_that_a_message_waits_but_not_what_it_says(committed_db):
    bruno = member(a_client())
    client = bruno.clients.get()
    write_to_client(client=client, subject="Your window", text="A secret figure: 7", by=None)
    deliver()
    (letter,) = mail.outbox
    assert letter.to == ["bruno@example.test"]
    assert "secret figure" not in letter.body
    assert "/portal/messages/" in letter.body
