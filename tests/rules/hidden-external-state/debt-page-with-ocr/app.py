import gradio as gr
import pytesseract
from openai import OpenAI
from pdf2image import convert_from_path

client = OpenAI()


def answer(path):
    text = "\n".join(pytesseract.image_to_string(page) for page in convert_from_path(path))
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": text}])
    return said.choices[0].message.content


gr.Interface(answer, "file", "text").launch()
