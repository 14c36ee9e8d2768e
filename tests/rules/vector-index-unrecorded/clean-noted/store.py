from pinecone import Pinecone

client = Pinecone()


def keep(rows: list, model: str) -> None:
    client.Index("docs").upsert(vectors=[{**row, "metadata": {"embedding_model": model}} for row in rows])
