from langchain.vectorstores import FAISS


def store(embeddings):
    return FAISS.load_local("/mnt/vector_db/index", embeddings)
