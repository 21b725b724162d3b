#!/usr/bin/env python3
"""Writes operations.txt: a picture, and what Pillow makes of it where torchvision's RandAugment has a magnitude of 9 of 30.

By hand, with Debian's python3-pil: python3 operations.py
A line each: the name, "-" before it in the other direction, and red, green and blue of every pixel. RandAugmentTest reads them.
"""
import os
from PIL import Image, ImageEnhance, ImageOps

W, H, SHARE = 20, 14, 9 / 30
picture = Image.new('RGB', (W, H))
picture.putdata([tuple(20 + (7 * x * x + 13 * y * y * (c + 1) + 29 * c + 5 * x * y) % 200 for c in range(3))
                 for y in range(H) for x in range(W)])

def moved(*matrix):
    return picture.transform((W, H), Image.AFFINE, matrix, Image.NEAREST, fillcolor=(0, 0, 0))

made = {'IDENTITY': picture}
for sign, name in ((1, ''), (-1, '-')):
    slope, factor = .3 * SHARE * sign, 1 + .9 * SHARE * sign
    made[name + 'SHEAR_X'] = moved(1, slope, 0, 0, 1, 0)
    made[name + 'SHEAR_Y'] = moved(1, 0, 0, slope, 1, 0)
    made[name + 'TRANSLATE_X'] = moved(1, 0, int(150 / 331 * W * SHARE * sign), 0, 1, 0)
    made[name + 'TRANSLATE_Y'] = moved(1, 0, 0, 0, 1, int(150 / 331 * H * SHARE * sign))
    made[name + 'ROTATE'] = picture.rotate(30 * SHARE * sign, Image.NEAREST)
    made[name + 'BRIGHTNESS'] = ImageEnhance.Brightness(picture).enhance(factor)
    made[name + 'COLOUR'] = ImageEnhance.Color(picture).enhance(factor)
    made[name + 'CONTRAST'] = ImageEnhance.Contrast(picture).enhance(factor)
    made[name + 'SHARPNESS'] = ImageEnhance.Sharpness(picture).enhance(factor)
made['POSTERIZE'] = ImageOps.posterize(picture, 8 - round(4 * SHARE))
made['SOLARIZE'] = ImageOps.solarize(picture, 255 * (1 - SHARE))
made['AUTO_CONTRAST'] = ImageOps.autocontrast(picture)
made['EQUALIZE'] = ImageOps.equalize(picture)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'operations.txt'), 'w') as out:
    for name, image in made.items():
        out.write(name + ' ' + image.tobytes().hex() + '\n')
