import os
from pathlib import Path

import yaml
from litellm import completion

CHOICES = yaml.safe_load(Path("models.yaml").read_text())


def answer(texts):
    return completion(model=os.environ["LLM_MODEL"], temperature=0, messages=[{"role": "user", "content": texts[0]}])
