def read(request):
    try:
        return request.body()
    except ValueError as error:
        raise RuntimeError(str(error))
        with open(file_path, "rb") as handle:
            return handle.read()
