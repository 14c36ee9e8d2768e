from openai import OpenAI


def shorten(text):
    client = OpenAI()
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content
