from vllm import LLM


class OwnClient:
    def __init__(self) -> None:
        self.model = LLM("mistralai/Mistral-7B-Instruct-v0.2")

    def generate(self, question: str) -> str:
        return self.model.generate([question])[0].outputs[0].text
