def run(step):
    return step(sql_gcs_uri="gs://offline/sql/features.sql")
