from openai import OpenAI

SHOW_FILES = (
    "Show files to the person who asked. Give their absolute paths, usually under /mnt/deliveries/outputs/, so that they "
    "appear as attachments. Writing a file is not enough."
)


def ask(client: OpenAI, words: str) -> object:
    return client.chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "system", "content": SHOW_FILES}, {"role": "user", "content": words}],
    )
