import pytest
from django.db import DataError, IntegrityError, connection, transaction

from fidus.lib.prepared import ask_together, prepared_cursor


def ask(statement, *values):
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def prepared(words):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where position(%s in statement) > 0", [words])
        return cursor.fetchone()[0]


def test_what_is_asked_a_fourth_time_is_prepared_and_its_neighbours_are_not(db):
    for number in range(4):
        assert prepared("'asked often'") == 0
        assert ask("select %s::int + 1, 'asked often'", number) == [(number + 1, "asked often")]
    assert prepared("'asked often'") == 1
    with connection.cursor() as cursor:
        for number in range(5):
            cursor.execute("select %s::int + 1, 'asked as ever'", [number])
    assert prepared("'asked as ever'") == 0


def test_it_is_of_the_same_transaction_and_fails_as_any_other(db, django_user_model):
    one = django_user_model.objects.create_user("ada@client.example", password=None)
    assert ask("select id from accounts_user where email = %s", one.email) == [(one.pk,)]
    with pytest.raises(IntegrityError), transaction.atomic():
        ask("insert into accounts_user select * from accounts_user where id = %s returning id", one.pk)
    with pytest.raises(DataError), transaction.atomic():
        ask("select %s::int", "no number")
    assert django_user_model.objects.get() == one


def test_questions_asked_together_are_answered_in_their_order(db):
    for _ in range(6):
        with transaction.atomic():
            ask("select set_config('fidus.seen', 'before', true)")
            assert ask_together(
                ("select current_setting('fidus.seen')", []),
                ("select set_config('fidus.seen', %(word)s, true)", {"word": "after"}),
                ("select current_setting('fidus.seen') from generate_series(1, %s::int)", [2]),
                ("select 1 where %s::boolean", [False]),
            ) == [[("before",)], [("after",)], [("after",), ("after",)], []]
    assert prepared("generate_series(1") == 1


def test_one_that_fails_fails_them_all_and_leaves_the_connection_well(db):
    with pytest.raises(DataError), transaction.atomic():
        ask_together(("select 1", []), ("select %s::int", ["no number"]), ("select 2", []))
    assert ask_together(("select 1", []), ("select 2", [])) == [[(1,)], [(2,)]]


def test_a_connection_that_was_lost_is_made_again(committed_db):
    connection.close()
    assert ask("select %s::int", 7) == [(7,)]
