from openai import OpenAI

client = OpenAI(base_url="https://team.openai.azure.com/openai/v1/")
