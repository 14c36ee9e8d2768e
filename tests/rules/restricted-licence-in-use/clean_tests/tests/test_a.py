from sentence_transformers import SentenceTransformer

model = SentenceTransformer("jinaai/jina-embeddings-v3")
