import sklearn, torch, pandas, flask
