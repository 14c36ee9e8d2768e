import faiss
import numpy as np


def save(vectors: np.ndarray, folder: str) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, f"{folder}/faiss.index")
