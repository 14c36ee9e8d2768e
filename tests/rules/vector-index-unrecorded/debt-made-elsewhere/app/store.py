from langchain_ollama import OllamaEmbeddings
from langchain_qdrant import QdrantVectorStore
from qdrant_client import QdrantClient


def build_store():
    client = QdrantClient(url="http://qdrant:6333")
    return QdrantVectorStore(client=client, collection_name="docs", embedding=OllamaEmbeddings(model="nomic-embed-text"))
