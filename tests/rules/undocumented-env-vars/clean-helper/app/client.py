from app.environment import env_columns, env_time, get_env

CRM = get_env("CRM_API_URL") or "http://crm"
COLUMNS = env_columns("CRM_MAIN_COLUMN")
CREATED = env_time("CRM_CREATED_AT")


def columns():
    return CRM, COLUMNS, CREATED
