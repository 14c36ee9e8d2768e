import logging

from openai import OpenAI

logger = logging.getLogger(__name__)
client = OpenAI()


def get_answer(question: str) -> str:
    try:
        reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
        return reply.choices[0].message.content
    except Exception as error:
        logger.error("no answer: %s", error)
        return f"An error occurred while processing your question: {error}"


def extract_text(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            return {"text": file.read(), "pages": 1}
    except Exception as error:
        told = f"Error: {error}"
        logger.error(told)
        return {"text": told, "pages": 0}
