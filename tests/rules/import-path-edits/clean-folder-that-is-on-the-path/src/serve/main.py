from common import index
from common.files import listed

print(listed(), index.INDEX)
