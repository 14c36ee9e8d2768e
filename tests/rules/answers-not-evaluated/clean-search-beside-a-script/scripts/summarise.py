import sys

from openai import OpenAI


def summarise(text: str) -> str:
    reply = OpenAI().chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": text}],
    )
    return reply.choices[0].message.content


if __name__ == "__main__":
    print(summarise(sys.stdin.read()))
