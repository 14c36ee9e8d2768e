from pinecone import Pinecone

client = Pinecone()


def keep(rows: list) -> None:
    client.Index("docs").upsert(vectors=rows)
