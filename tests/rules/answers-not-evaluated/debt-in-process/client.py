from llama_cpp import Llama


class Client:
    def __init__(self, path: str):
        self.llm = Llama(model_path=path, n_ctx=4096)

    def answer(self, question: str) -> str:
        reply = self.llm.create_chat_completion(messages=[{"role": "user", "content": question}], max_tokens=256)
        return reply["choices"][0]["message"]["content"]
