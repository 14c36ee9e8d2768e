import os

import tiktoken
from litellm import completion
from templates import Conversation, get_conv_template

CHAT = Conversation(name="gpt-4-turbo-2024-04-09", roles=("user", "assistant"))
OTHER = get_conv_template("gpt-4")


def answer(text):
    model = os.environ["LLM_MODEL"]
    if model.startswith("gpt-4"):
        print(len(tiktoken.encoding_for_model("gpt-4o").encode(text)))
    return completion(model=model, temperature=0, messages=[{"role": "user", "content": text}])
