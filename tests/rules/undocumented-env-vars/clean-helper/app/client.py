from app.environment import env_columns, get_env

CRM = get_env("CRM_API_URL") or "http://crm"
COLUMNS = env_columns("CRM_MAIN_COLUMN")


def columns():
    return CRM, COLUMNS
