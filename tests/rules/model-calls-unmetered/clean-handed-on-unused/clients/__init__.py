from .hosted import HostedClient
from .own import OwnClient
