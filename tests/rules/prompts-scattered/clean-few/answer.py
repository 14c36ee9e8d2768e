from openai import OpenAI

client = OpenAI()


def answer(text: str) -> str:
    prompt = """You are a patient assistant of a library. Answer in two sentences, name the page that you rest on, and say that you do not know where the passages below do not tell. Never speak of prices. Task: answer.
    """
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": prompt + text}])
    return reply.choices[0].message.content
