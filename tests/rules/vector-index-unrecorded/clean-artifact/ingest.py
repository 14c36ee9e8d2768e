import wandb
from langchain_community.vectorstores import FAISS
from langchain_openai import OpenAIEmbeddings


def build(chunks: list, settings: dict) -> None:
    index = FAISS.from_documents(chunks, OpenAIEmbeddings(model=settings["name"]))
    index.save_local("vectorstore")
    with wandb.init(project="ask") as run:
        artifact = wandb.Artifact("vectorstore", type="index", metadata=settings)
        artifact.add_dir("vectorstore")
        run.log_artifact(artifact)


if __name__ == "__main__":
    build([], {})
