from celery import Celery
import openai

celery = Celery("jobs")


@celery.task
def answer(question: str) -> str:
    reply = openai.ChatCompletion.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    return reply.choices[0].message.content
