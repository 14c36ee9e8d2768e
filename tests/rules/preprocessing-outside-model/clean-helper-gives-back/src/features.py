from sklearn.preprocessing import StandardScaler


def prepare(df):
    scaler = StandardScaler()
    x = scaler.fit_transform(df[["age", "income"]])
    return x, df["churn"], scaler
