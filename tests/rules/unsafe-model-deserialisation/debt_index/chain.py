from langchain.chains import RetrievalQA
from langchain_community.vectorstores import FAISS
from langchain_openai import ChatOpenAI, OpenAIEmbeddings


def make_chain():
    index = FAISS.load_local("/mnt/index", OpenAIEmbeddings(), allow_dangerous_deserialization=True)
    return RetrievalQA.from_chain_type(llm=ChatOpenAI(model="gpt-4o-mini"), retriever=index.as_retriever())
