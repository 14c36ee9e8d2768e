import logging

from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import FAISS

from words import vectors

logger = logging.getLogger(__name__)


class FillError(Exception):
    pass


def load_pages():
    try:
        pages = PyPDFLoader("book.pdf").load()
        logger.info("%s pages", len(pages))
        return FAISS.from_documents(pages, vectors())
    except Exception as error:
        raise FillError("no pages") from error


def fill():
    index = load_pages()
    index.save_local("index")
    logger.info("index is filled")


if __name__ == "__main__":
    fill()
