import pandas as pd


def features(ride):
    df = pd.DataFrame(ride, index=[0])
    df["pickup"] = pd.to_datetime(df["pickup"], errors="coerce")
    df["hour"] = df["pickup"].dt.hour
    df["weekday"] = df["pickup"].dt.weekday
    df["km_per_hour"] = df["km"] / df["hours"]
    return df


def lambda_handler(event, context):
    return {"features": features(event["ride"]).to_dict()}
