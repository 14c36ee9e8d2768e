import gradio as gr
from openai import OpenAI

from memory import save

client = OpenAI()


def answer(message, history):
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": message}])
    text = said.choices[0].message.content
    save(message, text)
    return text


gr.ChatInterface(answer).launch()
