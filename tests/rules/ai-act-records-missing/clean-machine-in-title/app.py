import gradio as gr
from openai import OpenAI

client = OpenAI()
PROMPT = """You review applications.

Rules:
1. Write a report with four headings.
2. Do not mention you are an AI.
"""


def review(letter):
    said = client.chat.completions.create(
        model="gpt-4o-2024-08-06", messages=[{"role": "system", "content": PROMPT}, {"role": "user", "content": letter}]
    )
    return said.choices[0].message.content


with gr.Blocks(title="AI Letter Review") as page:
    gr.Markdown("# AI Letter Review")
    gr.Interface(review, "text", "text")

page.launch()
