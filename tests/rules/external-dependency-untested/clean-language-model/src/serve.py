from fastapi import FastAPI
import openai

app = FastAPI()


@app.post("/answer")
def answer(question: str) -> dict:
    told = openai.ChatCompletion.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
