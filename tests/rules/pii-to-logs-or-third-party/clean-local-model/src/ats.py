from openai import OpenAI

client = OpenAI(base_url="http://localhost:8000/v1", api_key="none")


def evaluate(resume_text):
    return client.chat.completions.create(model="local", messages=[{"role": "user", "content": resume_text}])
