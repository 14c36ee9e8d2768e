import pickle, logging
from pathlib import Path
log = logging.getLogger(__name__)
class ModelService:
    def __init__(self, path: Path):
        self.model = None
        if path.exists():
            with path.open("rb") as f:
                self.model = pickle.load(f)
        else:
            log.warning("model file missing")
            raise FileNotFoundError(path)
    def predict(self, rows):
        return self.model.predict(rows)
