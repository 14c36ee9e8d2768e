from fastapi import FastAPI
from openai import OpenAI
app = FastAPI(); client = OpenAI()
def classify(text: str) -> str:
    try:
        r = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
        return r.choices[0].message.content
    except Exception as e:
        raise RuntimeError("no answer") from e
        return "unknown"
@app.post("/sentiment")
def sentiment(text: str):
    return {"label": classify(text)}
