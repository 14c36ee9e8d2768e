from fastapi import FastAPI
from transformers import AutoTokenizer

try:
    import huggingface_hub
except ImportError:

    class HuggingFaceHub:
        def __getattr__(self, name):
            raise ImportError("huggingface-hub is not installed")

    huggingface_hub = HuggingFaceHub()

app = FastAPI()
tokenizer = AutoTokenizer.from_pretrained("acme/answers", revision="4f1c2d9")


@app.post("/ask")
def ask(question: str) -> str:
    return huggingface_hub.hf_hub_download("acme/answers", str(tokenizer.encode(question)))
