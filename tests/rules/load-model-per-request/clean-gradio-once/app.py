import gradio as gr
import torch
from torchvision import transforms

prep = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])

model = torch.load("weights/plants.pt", map_location="cpu")
model.eval()


def classify(image):
    with torch.no_grad():
        out = model(prep(image).unsqueeze(0))
    return {"healthy": float(out[0][0]), "sick": float(out[0][1])}


gr.Interface(fn=classify, inputs=gr.Image(type="pil"), outputs="label").launch(server_name="0.0.0.0")
