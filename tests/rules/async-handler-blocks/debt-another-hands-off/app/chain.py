from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI


def build_chain():
    prompt = ChatPromptTemplate.from_template("Answer: {question}")
    return prompt | ChatOpenAI(model="gpt-4o-mini", timeout=30) | StrOutputParser()
