import sys
from pathlib import Path


def load_model(name):
    sys.path.insert(0, str(Path(__file__).parents[2] / "repositories" / "GPTQ-for-LLaMa"))
    from llama import load_quant

    return load_quant(name)
