from openai import OpenAI


class HostedClient:
    def __init__(self) -> None:
        self.client = OpenAI()

    def generate(self, question: str) -> str:
        reply = self.client.chat.completions.create(
            model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}]
        )
        return reply.choices[0].message.content
