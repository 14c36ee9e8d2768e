import psycopg2


def user(cursor, name):
    cursor.execute("SELECT id FROM accounts")
    return cursor.fetchone()
