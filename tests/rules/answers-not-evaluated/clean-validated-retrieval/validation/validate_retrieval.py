def run(client, rows):
    return sum(client.ask(q) == a for q, a in rows) / len(rows)
