#!/bin/sh
# Runs once, when the database container makes its cluster: the owner of the tables, the application's role and the
# lesser one it takes on for clients (docs/adr/0002-two-database-roles.md, 0034-a-second-wall.md). On a server of your
# own run the same statements with psql.
set -eu
: "${OWNER_PASSWORD:?must be set}" "${APP_PASSWORD:?must be set}"
psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role fidus_owner login password :'owner_password';
create role fidus_app login password :'app_password' bypassrls;
create role fidus_client nologin;
grant fidus_client to fidus_app with inherit false, set true;
create database fidus owner fidus_owner;
revoke connect on database fidus from public;
grant connect on database fidus to fidus_app;
SQL
