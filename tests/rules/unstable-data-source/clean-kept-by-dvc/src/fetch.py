import json

import requests


def main():
    answer = requests.get("https://archive-api.example.org/v1/archive?hourly=temperature_2m")
    with open("data/raw/weather.json", "w") as file:
        json.dump(json.loads(answer.content), file)


if __name__ == "__main__":
    main()
