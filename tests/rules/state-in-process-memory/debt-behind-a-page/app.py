import gradio as gr

from memory import chat_history, remember
from openai import OpenAI

client = OpenAI()


def answer(message, history):
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": message}])
    text = said.choices[0].message.content
    remember(message, text)
    return text


def export():
    return "\n".join(chat_history)


gr.ChatInterface(answer).launch()
