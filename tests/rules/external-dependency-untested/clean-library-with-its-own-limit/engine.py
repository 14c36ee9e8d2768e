from llama_index.core import VectorStoreIndex
from llama_index.llms.openai import OpenAI


async def chat_engine():
    return VectorStoreIndex.from_documents([]).as_chat_engine(llm=OpenAI(temperature=0, model="gpt-4o-2024-11-20"))
