import chromadb
from sentence_transformers import SentenceTransformer

client = chromadb.PersistentClient(path="index_files")


def collection(model_name: str):
    return client.get_or_create_collection("docs", metadata={"embedding_model": model_name})


def fill(texts: list[str], model_name: str) -> None:
    vectors = SentenceTransformer(model_name).encode(texts)
    collection(model_name).upsert(ids=[str(n) for n in range(len(texts))], embeddings=vectors, documents=texts)


def ask(text: str, model_name: str):
    return collection(model_name).query(query_embeddings=SentenceTransformer(model_name).encode([text]))
