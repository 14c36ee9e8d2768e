class Shelf:
    def __init__(self):
        self.documents = []

    def add_documents(self, documents):
        self.documents += documents
        return len(self.documents)


def build_store():
    return Shelf()
