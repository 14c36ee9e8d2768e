import json

import gradio as gr
import requests


def bot_response(text: str, model: str) -> str:
    answer = requests.post(f"http://{model}:8000/predict", json={"text": text}, timeout=20).json()
    with open("conversations.jsonl", "a") as out:
        out.write(json.dumps({"text": text, "answer": answer, "model": model}) + "\n")
    return str(answer)


gr.Interface(bot_response, ["text", "text"], "text").launch()
