from google.cloud import bigquery
from vertexai.generative_models import GenerativeModel

bqclient = bigquery.Client()
llm = GenerativeModel("gemini-1.5-pro-002")


def answer(question: str) -> list[dict]:
    gen_code = llm.generate_content(f"Write SQL: {question}", generation_config={"temperature": 0.3}).text.replace("```", "")
    gen_code = gen_code[gen_code.find("SELECT") :]
    return [dict(row.items()) for row in bqclient.query(gen_code)]
