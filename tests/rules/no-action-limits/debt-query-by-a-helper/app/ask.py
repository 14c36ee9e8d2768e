import pandas as pd
from openai import OpenAI

client = OpenAI()


class Analyst:
    def __init__(self, engine) -> None:
        self.engine = engine

    def generate_sql(self, question: str) -> str:
        reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
        return reply.choices[0].message.content

    def ask(self, question: str) -> pd.DataFrame:
        query = self.generate_sql(question)
        return pd.read_sql(query, self.engine)


def answer(question: str) -> dict:
    from app.db import engine

    return Analyst(engine).ask(question).to_dict()
