from prefect.blocks.system import JSON

JSON(value={"a": 1}).save("crm-settings")
