import pandas as pd


def encode(frame):
    return pd.get_dummies(frame)


'''
def encode_old(frame, limit=10):
    columns = frame.select_dtypes(include=["object"]).columns
    for column in columns:
        unique = frame[column].nunique()
        if unique <= limit:
            dummies = pd.get_dummies(frame[column], prefix=column)
            frame = pd.concat([frame, dummies], axis=1)
        else:
            top = frame[column].value_counts().nlargest(limit).index
            frame[column] = frame[column].where(frame[column].isin(top), "Other")
    return frame
'''


N_older = 1

'''
def encode_older(frame, limit=10):
    columns = frame.select_dtypes(include=["object"]).columns
    for column in columns:
        unique = frame[column].nunique()
        if unique <= limit:
            dummies = pd.get_dummies(frame[column], prefix=column)
            frame = pd.concat([frame, dummies], axis=1)
        else:
            top = frame[column].value_counts().nlargest(limit).index
            frame[column] = frame[column].where(frame[column].isin(top), "Other")
    return frame
'''


N_oldest = 1

'''
def encode_oldest(frame, limit=10):
    columns = frame.select_dtypes(include=["object"]).columns
    for column in columns:
        unique = frame[column].nunique()
        if unique <= limit:
            dummies = pd.get_dummies(frame[column], prefix=column)
            frame = pd.concat([frame, dummies], axis=1)
        else:
            top = frame[column].value_counts().nlargest(limit).index
            frame[column] = frame[column].where(frame[column].isin(top), "Other")
    return frame
'''


N_first = 1

'''
def encode_first(frame, limit=10):
    columns = frame.select_dtypes(include=["object"]).columns
    for column in columns:
        unique = frame[column].nunique()
        if unique <= limit:
            dummies = pd.get_dummies(frame[column], prefix=column)
            frame = pd.concat([frame, dummies], axis=1)
        else:
            top = frame[column].value_counts().nlargest(limit).index
            frame[column] = frame[column].where(frame[column].isin(top), "Other")
    return frame
'''


if __name__ == "__main__":
    encode(pd.read_csv("data/x.csv")).to_csv("data/y.csv")
