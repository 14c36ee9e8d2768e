from openai import OpenAI
from sqlalchemy import column, create_engine, insert, table

client = OpenAI()
talks = table("talks", column("question"), column("answer"))
engine = create_engine("postgresql://app@db/shop")


def answer(question: str) -> list[tuple]:
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": f"Write SQL: {question}"}])
    said = reply.choices[0].message.content
    query = insert(talks).values(question=question, answer=said)
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(query)]
