from core import kendra


def indexes():
    return [one["id"] for one in kendra.indexes()]
