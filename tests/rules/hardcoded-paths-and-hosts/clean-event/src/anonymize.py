def anonymize(record: dict) -> dict:
    return {key: "x" if key == "ip_address" else value for key, value in record.items()}


SHOWN = {"name": "Ann", "ip_address": "192.168.1.100", "age": 30}

if __name__ == "__main__":
    print(anonymize(SHOWN))
