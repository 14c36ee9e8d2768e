from fastapi import Header, HTTPException


class User:
    name: str


def current_user(authorization: str = Header()) -> User:
    if authorization != "x":
        raise HTTPException(401)
    return User()
