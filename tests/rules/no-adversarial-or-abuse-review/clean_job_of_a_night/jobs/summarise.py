from openai import OpenAI

client = OpenAI()


def main(texts):
    return [client.chat.completions.create(model="m", messages=[{"role": "user", "content": t}]) for t in texts]
