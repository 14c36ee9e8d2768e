import psycopg


def store_prediction(row, score):
    with psycopg.connect() as db:
        db.execute("INSERT INTO predictions VALUES (%s, %s)", (row["id"], score))
