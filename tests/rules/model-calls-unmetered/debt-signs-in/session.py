def save_token(store, token):
    store["token"] = token


def sign_in(store, token):
    save_token(store, token)
