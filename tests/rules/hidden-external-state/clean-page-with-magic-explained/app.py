import magic
import gradio as gr
from transformers import pipeline

asr = pipeline("automatic-speech-recognition", model="openai/whisper-small")


def answer(path):
    return asr(path)["text"] if magic.from_file(path, mime=True).startswith("audio/") else ""


gr.Interface(answer, "file", "text").launch()
