import re
import unicodedata


def slug(text):
    plain = unicodedata.normalize("NFKD", text).lower()
    return re.sub(r"\W+", "-", plain).strip("-")


def parse_args(parser):
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--day")
    parser.add_argument("--shop")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    return arguments
