def check_database() -> bool:
    # TODO: Implement actual database connection check
    return True


def allowed(user: str) -> bool:
    # For now, just return True
    return bool(user) or True
