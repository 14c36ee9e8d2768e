class Conversation:
    def __init__(self, name, roles):
        self.name, self.roles = name, roles


def get_conv_template(name):
    return Conversation(name, ())
