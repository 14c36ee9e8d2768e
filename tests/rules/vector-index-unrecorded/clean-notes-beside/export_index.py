import json
from pathlib import Path

import faiss
import numpy as np


def export(vectors: np.ndarray, folder: Path, model_hash: str) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "index.faiss"))
    (folder / "index_metadata.json").write_text(json.dumps({"made_by": model_hash, "items": len(vectors)}))
