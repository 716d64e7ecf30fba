"""The embedded servers themselves, and where they may live."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from fidus.stack import places, postgres
from fidus.stack.places import others_may_enter, socket_folder, writing_fails
from fidus.stack.postgres import Postgres, PostgresError
from fidus.stack.processes import wait_until
from fidus.stack.valkey import Valkey

QUICK = {"fsync": "off", "shared_buffers": "8MB", "max_connections": "10"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server in a folder with a space in its long name, below a folder that only its owner may enter."""
    place = tmp_path_factory.mktemp("a folder with spaces, äöü & more " + 80 * "x") / "postgres"
    running = Postgres(place, QUICK)
    running.start()
    running.establish()
    yield running
    running.stop()


def test_a_long_or_odd_path_still_gets_a_short_and_plain_socket_folder(server):
    assert len(os.fsencode(server.socket_dir)) <= places.LONGEST_FOLDER
    assert places.PLAIN.fullmatch(str(server.socket_dir))
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700


def test_the_application_can_neither_own_nor_become_anything(server):
    with psycopg.connect(server.url("fidus_app")) as connection:
        row = connection.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, pg_has_role('fidus_owner', 'member'), "
            "array(select roleid::regrole::text from pg_auth_members where member = r.oid) "
            "from pg_roles r where rolname = current_user"
        ).fetchone()
        # The one role it may take on may less than itself (docs/adr/0034-a-second-wall.md).
        assert row == (False, False, False, False, ["fidus_client"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table mine (x int)")


def test_the_application_takes_on_the_lesser_role_and_lays_it_down(server):
    with psycopg.connect(server.url("fidus_app"), autocommit=True) as connection:
        for role in ("fidus_client", "fidus_app"):
            connection.execute("set role fidus_client" if role == "fidus_client" else "reset role")
            assert connection.execute("select current_user").fetchone() == (role,)
        connection.execute("set role fidus_client")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("set role fidus_owner")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url("fidus_client"))


def test_the_owner_of_tables_is_no_superuser(server):
    with psycopg.connect(server.url("fidus_owner")) as connection:
        row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        assert row == (False,)
        connection.execute("create table ours (x int)")
        connection.rollback()


def test_roles_and_database_are_made_once(server):
    wanted = (
        "select 'role', rolname, oid from pg_roles where rolname like 'fidus%' union all "
        "select 'database', datname, oid from pg_database where datname = 'fidus' order by 1, 2"
    )
    with server.connect() as connection:
        made = connection.execute(wanted).fetchall()
        server.establish()
        assert connection.execute(wanted).fetchall() == made
    names = [("database", "fidus"), ("role", "fidus_app"), ("role", "fidus_client"), ("role", "fidus_owner")]
    assert [(kind, name) for kind, name, _ in made] == names


def test_a_second_start_changes_nothing(server):
    before = server.server().pid
    server.start()
    assert server.server().pid == before


def test_nobody_else_is_let_in(server):
    rules = (server.data_dir / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=ours\n"


def test_names_are_lowered_in_every_alphabet(server):
    with server.connect() as connection:
        assert connection.execute("select lower('ÉLAN ÖÄ')").fetchone() == ("élan öä",)


@pytest.fixture
def cluster_without_server(tmp_path):
    """Enough of a cluster for what is looked at before a start."""
    place = tmp_path / "postgres"
    place.mkdir()
    (place / "PG_VERSION").write_text("18\n")
    for name in ("pg_hba.conf", "pg_ident.conf"):
        (place / name).write_text("")
    return Postgres(place)


def test_data_of_another_version_is_refused_and_not_touched(cluster_without_server):
    place = cluster_without_server.place
    (place / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError, match="data of PostgreSQL 16, this FIDUS runs PostgreSQL 18"):
        cluster_without_server.start()
    assert sorted(path.name for path in place.iterdir()) == ["PG_VERSION", "pg_hba.conf", "pg_ident.conf"]


def test_a_folder_with_other_files_is_not_taken_for_new(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "thesis.txt").write_text("a year's work")
    with pytest.raises(PostgresError, match="holds files but no PostgreSQL data"):
        Postgres(tmp_path / "postgres").start()


def test_a_dead_servers_number_is_forgotten_even_if_another_process_has_it_now(cluster_without_server):
    pid_file = cluster_without_server.place / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n/somewhere\n")
    cluster_without_server.prepare()
    assert not pid_file.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's own folders are closed to the server's user")
def test_below_a_folder_of_root_alone_the_data_stand_elsewhere_and_a_link_leads_there(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "HOME_FOR_ROOT", Path("/var/lib/fidus"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    running = Postgres(closed / "var" / "postgres", QUICK)
    try:
        running.start()
        assert running.place.is_symlink()
        assert others_may_enter(running.data_dir.parent)
        with running.connect() as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        running.stop()
        subprocess.run(["rm", "-rf", str(running.data_dir), str(running.socket_dir)], check=True)


def test_a_socket_folder_is_the_same_for_every_process(tmp_path):
    assert socket_folder(tmp_path) == socket_folder(Path(str(tmp_path)))


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    assert writing_fails(tmp_path) is None
    assert writing_fails(tmp_path / "file" / "var") == "Not a directory"


def test_a_killed_valkey_keeps_its_queue(tmp_path):
    server = Valkey(tmp_path / "valkey")
    server.socket.parent.mkdir(parents=True, exist_ok=True)

    def start() -> subprocess.Popen:
        process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL)
        assert wait_until(server.answers, within=20)
        return process

    process = start()
    client = redis.Redis(unix_socket_path=str(server.socket))
    client.lpush("celery", *range(100))
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert not psutil.Process(process.pid).net_connections("tcp")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process = start()
    try:
        assert client.llen("celery") == 100
    finally:
        client.close()
        process.terminate()
        process.wait()
