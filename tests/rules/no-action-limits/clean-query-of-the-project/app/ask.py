from openai import OpenAI
from sqlalchemy import create_engine, text

client = OpenAI()
engine = create_engine("postgresql://app@db/shop")


def answer(question: str) -> list[tuple]:
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": f"Write SQL: {question}"}])
    topic = reply.choices[0].message.content
    sql = "select * from orders where topic = :topic"
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(sql), {"topic": topic})]
