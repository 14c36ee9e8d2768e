import json

print('train')
