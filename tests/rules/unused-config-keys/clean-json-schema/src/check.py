import json

import jsonschema

with open("config/slate.schema.json") as file:
    schema = json.load(file)
items = schema["items"]
print(items["required"], items["properties"]["label"]["type"])
jsonschema.validate([], schema)
