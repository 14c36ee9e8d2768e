def close(accounts, model):
    for account in accounts:
        if account.asked_to_close:
            account.bank.close_account(account)
    return model.predict(accounts)
