from marshmallow import Schema, fields


class ChurnSchema(Schema):
    features = fields.List(fields.Float(), required=True)
