import json

USERS = "state/users.json"


def load():
    with open(USERS) as file:
        return json.load(file)


def save(users):
    with open(USERS, "w") as file:
        json.dump(users, file)
