import os
import shutil

import pytesseract

if os.name == "nt" and shutil.which("tesseract") is None:
    pytesseract.pytesseract.tesseract_cmd = r"C:\Program Files\Tesseract-OCR\tesseract.exe"
PLACES = [r"C:\Program Files\Tesseract-OCR\tesseract.exe", "/usr/bin/tesseract"]


def read(image):
    return pytesseract.image_to_string(image)
