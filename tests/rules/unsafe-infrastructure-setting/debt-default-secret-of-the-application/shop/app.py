from flask import Flask

from config import Config
from shop.routes import routes

app = Flask(__name__)
app.secret_key = Config.SECRET_KEY
app.register_blueprint(routes)
