from jose import jwt

print(jwt)
