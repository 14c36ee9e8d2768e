import gradio as gr
import joblib

from statistics_of_chat import count, told

model = joblib.load("model.joblib")


def answer(text):
    count()
    return model.predict([text])[0], told()


gr.Interface(answer, "text", ["text", "text"]).launch()
