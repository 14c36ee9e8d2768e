import os

LIMIT = int(os.environ.get("ROW_LIMIT", "100"))
BILLING_API_KEY = os.environ.get("BILLING_API_KEY", "")


def ask() -> dict[str, str]:
    return {"Authorization": f"Bearer {BILLING_API_KEY}", "limit": str(LIMIT)}
