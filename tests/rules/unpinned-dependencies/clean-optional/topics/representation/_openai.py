import openai


class OpenAI:
    def __init__(self, client: openai.OpenAI):
        self.client = client
