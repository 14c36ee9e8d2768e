import os
from pathlib import Path

MODELS = Path(os.environ["MODEL_DIR"])
