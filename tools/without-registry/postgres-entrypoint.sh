#!/bin/sh
# The entrypoint of the local image of PostgreSQL. It reads the variables of the official image: POSTGRES_USER, POSTGRES_DB and
# POSTGRES_PASSWORD make the database at the first start, and PGDATA is its folder.
set -eu
export LC_ALL=C TZ=UTC
programs=$(echo /usr/lib/postgresql/*/bin)

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=/tmp/password
  printf '%s\n' "$POSTGRES_PASSWORD" >$password
  "$programs/initdb" --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=$password --encoding=UTF8 --no-locale \
    --auth-local=trust --auth-host=scram-sha-256
  rm $password
  echo "CREATE DATABASE \"$POSTGRES_DB\"" | "$programs/postgres" --single -j -D "$PGDATA" postgres
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
fi
exec "$programs/postgres" -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp
