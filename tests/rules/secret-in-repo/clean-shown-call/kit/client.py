class Client:
    """A client.

    Examples
    --------
    .. code:: python

        client = Client(url="http://some.domain:5000")
        with_token = Client(
            url="http://some.domain:5000",
            token="b81c3f07d5e2946a0f7e1d3c58ab9246",
        )
    """
