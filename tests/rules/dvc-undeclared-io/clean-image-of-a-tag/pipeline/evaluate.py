import json
from pathlib import Path

from search.scores import mean

Path("metrics.json").write_text(json.dumps({"mean": mean([1, 2])}))
