import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


class Job:
    def run(self):
        df = pd.read_csv("d.csv")
        df = df.fillna(0).merge(pd.read_csv("e.csv"), on="id")
        df["c0"] = df["a0"] / df["b0"]
        df["c1"] = df["a1"] / df["b1"]
        df["c2"] = df["a2"] / df["b2"]
        df["c3"] = df["a3"] / df["b3"]
        df["c4"] = df["a4"] / df["b4"]
        df["c5"] = df["a5"] / df["b5"]
        df["c6"] = df["a6"] / df["b6"]
        df["c7"] = df["a7"] / df["b7"]
        df["c8"] = df["a8"] / df["b8"]
        df["c9"] = df["a9"] / df["b9"]
        df["c10"] = df["a10"] / df["b10"]
        df["c11"] = df["a11"] / df["b11"]
        df["c12"] = df["a12"] / df["b12"]
        df["c13"] = df["a13"] / df["b13"]
        df["c14"] = df["a14"] / df["b14"]
        df["c15"] = df["a15"] / df["b15"]
        df["c16"] = df["a16"] / df["b16"]
        df["c17"] = df["a17"] / df["b17"]
        df["c18"] = df["a18"] / df["b18"]
        df["c19"] = df["a19"] / df["b19"]
        df["c20"] = df["a20"] / df["b20"]
        df["c21"] = df["a21"] / df["b21"]
        df["c22"] = df["a22"] / df["b22"]
        df["c23"] = df["a23"] / df["b23"]
        df["c24"] = df["a24"] / df["b24"]
        df["c25"] = df["a25"] / df["b25"]
        df["c26"] = df["a26"] / df["b26"]
        df["c27"] = df["a27"] / df["b27"]
        df["c28"] = df["a28"] / df["b28"]
        df["c29"] = df["a29"] / df["b29"]
        df["c30"] = df["a30"] / df["b30"]
        df["c31"] = df["a31"] / df["b31"]
        df["c32"] = df["a32"] / df["b32"]
        df["c33"] = df["a33"] / df["b33"]
        df["c34"] = df["a34"] / df["b34"]
        df["c35"] = df["a35"] / df["b35"]
        df["c36"] = df["a36"] / df["b36"]
        df["c37"] = df["a37"] / df["b37"]
        df["c38"] = df["a38"] / df["b38"]
        df["c39"] = df["a39"] / df["b39"]
        df["c40"] = df["a40"] / df["b40"]
        df["c41"] = df["a41"] / df["b41"]
        df["c42"] = df["a42"] / df["b42"]
        df["c43"] = df["a43"] / df["b43"]
        df["c44"] = df["a44"] / df["b44"]
        df["c45"] = df["a45"] / df["b45"]
        df["c46"] = df["a46"] / df["b46"]
        df["c47"] = df["a47"] / df["b47"]
        df["c48"] = df["a48"] / df["b48"]
        df["c49"] = df["a49"] / df["b49"]
        df["c50"] = df["a50"] / df["b50"]
        df["c51"] = df["a51"] / df["b51"]
        df["c52"] = df["a52"] / df["b52"]
        df["c53"] = df["a53"] / df["b53"]
        df["c54"] = df["a54"] / df["b54"]
        df["c55"] = df["a55"] / df["b55"]
        df["c56"] = df["a56"] / df["b56"]
        df["c57"] = df["a57"] / df["b57"]
        X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="t"), df["t"], random_state=1)
        model = RandomForestClassifier(n_estimators=90)
        model.fit(X_train, y_train)
        print(f1_score(y_test, model.predict(X_test)))
        joblib.dump(model, "m.joblib")
