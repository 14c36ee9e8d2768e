from app.instrumentation.aiobotocore import name

print(name)
