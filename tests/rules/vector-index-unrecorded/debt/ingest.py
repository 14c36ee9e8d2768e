from langchain_community.vectorstores import FAISS
from langchain_openai import OpenAIEmbeddings


def build(chunks: list) -> None:
    index = FAISS.from_documents(chunks, OpenAIEmbeddings())
    index.save_local("vectorstore")


if __name__ == "__main__":
    build([])
