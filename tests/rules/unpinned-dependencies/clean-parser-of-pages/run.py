import pandas as pd

print(pd.read_html("https://acme.io/countries", flavor="html5lib"))
