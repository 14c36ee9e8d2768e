class Deployer:
    def __init__(self):
        self.endpoint_id = "7421580036418560000"
        self.role = "arn:aws:iam::482913745610:role/Sage"
