from celery import Celery
from openai import OpenAI

celery = Celery("jobs")
client = OpenAI()


@celery.task
def answer(question: str) -> str:
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    return reply.choices[0].message.content
