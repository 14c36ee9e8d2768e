from fastapi import FastAPI, applications
from fastapi.openapi.docs import get_swagger_ui_html


def offline(*args, **options):
    return get_swagger_ui_html(*args, **options, swagger_js_url="/assets/swagger-ui.js")


applications.get_swagger_ui_html = offline
app = FastAPI()
