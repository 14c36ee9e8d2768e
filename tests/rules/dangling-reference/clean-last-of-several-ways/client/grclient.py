try:
    from outputs import ReturnType
except (ImportError, ModuleNotFoundError):
    try:
        from client.outputs import ReturnType
    except (ImportError, ModuleNotFoundError):
        from .src.outputs import ReturnType

print(ReturnType)
