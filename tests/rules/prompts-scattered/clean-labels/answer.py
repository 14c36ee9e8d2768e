from openai import OpenAI

client = OpenAI()


def answer(text: str) -> str:
    prompt = """Answer briefly. Task: answer.
    """
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": prompt + text}])
    return reply.choices[0].message.content
