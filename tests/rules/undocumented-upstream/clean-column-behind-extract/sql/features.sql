WITH raw AS (SELECT 1 AS trip_start)
,filtered_data as (SELECT EXTRACT(DAYOFWEEK FROM trip_start) AS day FROM raw)
SELECT TRIM(BOTH ' ' FROM trip_note) FROM filtered_data;
