import json
from pathlib import Path

import numpy as np
import store


def publish(vectors: np.ndarray, folder: str, pipeline: dict) -> None:
    """The vectors, and which pipeline made the embeddings."""
    store.save(vectors, folder)
    (Path(folder) / "manifest.json").write_text(json.dumps({"pipeline": pipeline, "items": len(vectors)}))
