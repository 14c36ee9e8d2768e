def purge_old_users(days: int) -> None:
    print(days)
