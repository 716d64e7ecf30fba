from django.db import connection

AT_MOST = 50_000


def seal() -> int:
    """Chain every entry whose order of commit is settled; the newest seal's number, 0 if there is none.

    Entries wait while a writing transaction that began before them is still open anywhere in the database server.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select newest, sealed from ledger_seal(%s)", [AT_MOST])
            newest, sealed = cursor.fetchone()
            if sealed < AT_MOST:
                return int(newest)
