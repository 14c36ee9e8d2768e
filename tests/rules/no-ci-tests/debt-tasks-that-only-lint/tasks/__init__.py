from invoke import Collection

from tasks import api

ns = Collection()
ns.add_collection(api)
