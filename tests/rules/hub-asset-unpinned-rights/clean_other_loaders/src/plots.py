import seaborn as sns
from sklearn.pipeline import Pipeline as pipeline

tips = sns.load_dataset("tips")
steps = pipeline([("scale", None)])
