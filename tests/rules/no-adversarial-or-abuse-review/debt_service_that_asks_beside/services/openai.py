import openai
from tenacity import retry


@retry()
def get_embeddings(texts):
    return [one["embedding"] for one in openai.Embedding.create(input=texts, model="text-embedding-ada-002")["data"]]


@retry()
def get_chat_completion(messages):
    return openai.ChatCompletion.create(model="gpt-x", messages=messages)["choices"][0]["message"]["content"]
