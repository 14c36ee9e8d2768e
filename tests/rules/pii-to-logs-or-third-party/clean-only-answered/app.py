from fastapi import FastAPI
from openai import OpenAI
from pydantic import BaseModel

app = FastAPI()
client = OpenAI()


class Question(BaseModel):
    text: str


class Job(BaseModel):
    job_title: str
    salary: str


class Answer(BaseModel):
    jobs: list[Job]


@app.post("/ask", response_model=Answer)
def ask(question: Question):
    completion = client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": question.text}]
    )
    return Answer(jobs=[Job(job_title=completion.choices[0].message.content, salary="")])
