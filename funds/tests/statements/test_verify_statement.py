from django.urls import reverse

from funds.statements.canonical import verification_code
from funds.tests.statements.archived import archived


def page(client, number, code=None):
    url = reverse("verify_statement", args=[number])
    return client.get(url) if code is None else client.post(url, {"code": code})


def test_the_printed_code_in_any_spelling_is_answered_with_both_hashes_and_nothing_personal(client, ada):
    account, _, statement = ada
    code = verification_code(statement.figures_sha256)
    spaced = " ".join(code[place : place + 4] for place in range(0, 16, 4)).upper()
    for typed in (code, spaced, statement.figures_sha256):
        text = page(client, statement.number, typed).content.decode()
        assert "was issued by us" in text
        assert statement.figures_sha256 in "".join(text.split())
        assert statement.file_sha256 in text
        for personal in (account.name, "2,018,178.54", "Analytical"):
            assert personal not in text


def test_a_wrong_code_and_a_number_that_does_not_exist_look_the_same(client, ada):
    _, _, statement = ada
    wrong = page(client, statement.number, "0" * 15 + "1").content.decode()
    unknown = page(client, "2026-10-999999", "0" * 15 + "1").content.decode()
    assert "No statement of ours" in wrong
    same = unknown.replace("2026-10-999999", statement.number)
    token = 'name="csrfmiddlewaretoken"'
    assert [line for line in wrong.splitlines() if token not in line and "hx-headers" not in line] == [
        line for line in same.splitlines() if token not in line and "hx-headers" not in line
    ]
    assert page(client, "2026-10-999999").status_code == page(client, statement.number).status_code == 200
    assert "No statement of ours" in page(client, "2026-10-999999", "0" * 16).content.decode()


def test_a_replaced_statement_says_so(client, ada):
    account, _, statement = ada
    archived(account, corrects=statement)
    text = page(client, statement.number, statement.figures_sha256).content.decode()
    assert "replaced by a correction" in text


def test_something_that_is_no_code_is_told_at_the_field(client, ada):
    _, _, statement = ada
    assert "The code has 16 letters and digits" in page(client, statement.number, "hello").content.decode()
