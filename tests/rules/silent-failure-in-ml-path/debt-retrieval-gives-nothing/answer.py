import pandas as pd

from retriever import retrieve_context

LIMITS = pd.read_csv("limits.csv")


async def prompt_for(question: str) -> str:
    hits = await retrieve_context(question)
    return "\n".join([question, *(hit["text"] for hit in hits)])
