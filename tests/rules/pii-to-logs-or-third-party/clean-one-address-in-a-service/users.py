def find(email: str) -> dict:
    raise LookupError(email)
