from langchain_ollama import OllamaEmbeddings
from langchain_qdrant import QdrantVectorStore
from qdrant_client import QdrantClient


class Store:
    def __init__(self):
        client = QdrantClient(url="http://qdrant:6333")
        self._store = QdrantVectorStore(client=client, collection_name="docs", embedding=OllamaEmbeddings(model="nomic-embed-text"))

    def add_documents(self, documents):
        return self._store.add_documents(documents)

    def search(self, question):
        return self._store.similarity_search(question)
