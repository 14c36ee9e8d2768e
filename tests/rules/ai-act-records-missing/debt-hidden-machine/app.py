import gradio as gr
from openai import OpenAI

client = OpenAI()
PROMPT = """You answer letters of customers.

Rules:
1. Be friendly.
2. Never mention that you are an AI.
"""


def answer(letter):
    said = client.chat.completions.create(
        model="gpt-4o-2024-08-06", messages=[{"role": "system", "content": PROMPT}, {"role": "user", "content": letter}]
    )
    return said.choices[0].message.content


gr.Interface(answer, "text", "text").launch()
