from langchain_community.vectorstores import FAISS
from langchain_openai import OpenAIEmbeddings


def build(chunks: list) -> None:
    index = FAISS.from_documents(chunks, OpenAIEmbeddings())
    print(index.similarity_search("a"))


if __name__ == "__main__":
    build([])
