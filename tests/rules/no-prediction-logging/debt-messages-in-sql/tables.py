import sqlite3

db = sqlite3.connect("chat.db")


def keep(question: str, answer: str) -> None:
    db.execute("INSERT INTO chat_messages (question, answer) VALUES (?, ?)", (question, answer))
    db.commit()
