from fastapi import FastAPI
import openai as models

app = FastAPI()
client = models.OpenAI()


@app.post("/chat")
def chat(question: str) -> dict:
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
