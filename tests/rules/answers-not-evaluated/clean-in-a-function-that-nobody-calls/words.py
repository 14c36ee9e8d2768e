from openai import OpenAI


def shorten(text):
    return text[:100]


def summarised_by_a_model(text):
    client = OpenAI()
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": text}])
    answer = reply.choices[0].message.content
    return answer
