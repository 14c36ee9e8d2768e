from haystack import Pipeline


def made() -> Pipeline:
    pipeline = Pipeline()
    return pipeline


class Answers:
    def __init__(self) -> None:
        self.pipeline = made()

    def search(self, query: str) -> str:
        return self.pipeline.run({"prompt": {"query": query}})["llm"]["replies"][0]
