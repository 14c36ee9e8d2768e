def increment_usage(tenant: str) -> None:
    print(tenant)
