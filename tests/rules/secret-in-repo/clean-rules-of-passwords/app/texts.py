TEXTS = {
    "password": "Password-2 again",
    "new_password": "Test@1234",
    "old_password": "Your-Pass1",
    "password_hint": "8+Letters",
}
FORMAT = {"password": "%(User)s-1"}
