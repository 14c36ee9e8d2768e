from transformers import HfArgumentParser


def options(kinds):
    parser = HfArgumentParser(kinds)
    return [name for name in parser._option_string_actions], parser._actions
