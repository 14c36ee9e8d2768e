from unidecode import unidecode

print(unidecode("a"))
