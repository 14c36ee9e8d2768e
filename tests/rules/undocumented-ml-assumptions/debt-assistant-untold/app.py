import gradio as gr
from openai import OpenAI

client = OpenAI()


def answer(question):
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    return said.choices[0].message.content


gr.Interface(answer, "text", "text").launch()
