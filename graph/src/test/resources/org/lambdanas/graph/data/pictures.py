#!/usr/bin/env python3
"""Writes pictures.zip: pictures of all forms, and beside each, as NAME.rgb, the middle square that Pillow reads of it.

By hand, with Debian's python3-pil: python3 pictures.py [FOLDER with pictures of other programs]
The square is of exif_transpose(picture).convert("RGB"): transparency is dropped, profiles are passed over; of grey
samples of 16 bits the upper eight are kept. PictureFormsTest reads them. The pictures java-* are ImageIO's.
"""
import io, os, random, sys, zipfile
from PIL import Image, ImageOps

W, H = 21, 16
rnd = random.Random(7)

def base():
    """Smooth colours with a hard edge and a few dots of noise."""
    im = Image.new('RGBA', (W, H))
    for y in range(H):
        for x in range(W):
            v = (12 * x, 15 * y, (7 * (x + y)) % 256, min(255, 20 + 11 * x))
            if x > 13 and y < 7:
                v = (255 - v[0], v[2], 30, 128)
            if rnd.random() < .05:
                v = tuple(rnd.randrange(256) for _ in range(4))
            im.putpixel((x, y), v)
    return im

RGBA = base()
RGB = RGBA.convert('RGB')
L = RGB.convert('L')
LA = RGBA.convert('LA')
P = RGB.quantize(40)
ONE = RGB.convert('1')
CMYK = RGB.convert('CMYK')
I16 = Image.new('I;16', (W, H))
for y in range(H):
    for x in range(W):
        I16.putpixel((x, y), (L.getpixel((x, y)) * 257 + 31 * x) % 65536)

files = {}

def add(name, im, form, **options):
    out = io.BytesIO()
    im.save(out, form, **options)
    files[name] = out.getvalue()

def exif(n, form='RGB'):
    e = Image.Exif()
    e[0x112] = n
    return e.tobytes()

# PNG
for name, im in dict(grey=L, rgb=RGB, rgba=RGBA, greyalpha=LA, palette=P, one=ONE, grey16=I16).items():
    add(f'png-{name}.png', im, 'PNG')
    if name not in ('grey16',):
        add(f'png-{name}-small.png', im, 'PNG', optimize=True)
for bits in (1, 2, 4):
    add(f'png-palette{bits}.png', RGB.quantize(1 << bits), 'PNG', bits=bits)
add('png-palette-transparent.png', P, 'PNG', transparency=3)
add('png-palette-alphas.png', P, 'PNG', transparency=bytes(range(0, 200, 5)))
add('png-rgb-transparent.png', RGB, 'PNG', transparency=RGB.getpixel((3, 3)))
add('png-grey-transparent.png', L, 'PNG', transparency=L.getpixel((3, 3)))
add('png-icc.png', RGB, 'PNG', dpi=(72, 72))
for n in range(1, 9):
    add(f'png-exif{n}.png', RGB, 'PNG', exif=exif(n))
add('png-wide.png', RGB.resize((61, 9)), 'PNG')
add('png-tall.png', RGB.resize((8, 45)), 'PNG')
add('png-pixel.png', RGB.crop((0, 0, 1, 1)), 'PNG')

# JPEG
for q in (30, 75, 95, 100):
    for s in (0, 1, 2):
        add(f'jpeg-q{q}-s{s}.jpg', RGB, 'JPEG', quality=q, subsampling=s)
for name, im in dict(grey=L, rgb=RGB, cmyk=CMYK).items():
    add(f'jpeg-{name}.jpg', im, 'JPEG', quality=90)
    add(f'jpeg-{name}-progressive.jpg', im, 'JPEG', quality=90, progressive=True)
    add(f'jpeg-{name}-optimised.jpg', im, 'JPEG', quality=90, optimize=True)
add('jpeg-keep-rgb.jpg', RGB, 'JPEG', quality=90, keep_rgb=True)
add('jpeg-restarts.jpg', RGB, 'JPEG', quality=90, restart_marker_blocks=1)
add('jpeg-comment.jpg', RGB, 'JPEG', quality=90, comment=b'\xff\xd8 no picture')
for n in range(1, 9):
    add(f'jpeg-exif{n}.jpg', RGB, 'JPEG', quality=92, subsampling=0, exif=exif(n))

# GIF
add('gif-palette.gif', P, 'GIF')
add('gif-grey.gif', L, 'GIF')
add('gif-one.gif', ONE, 'GIF')
add('gif-transparent.gif', P, 'GIF', transparency=3)
add('gif-interlaced.gif', P, 'GIF', interlace=1)
add('gif-plain.gif', P, 'GIF', interlace=0)
add('gif-rgba.gif', RGBA, 'GIF')
add('gif-animated.gif', P, 'GIF', save_all=True, append_images=[P.rotate(180)], duration=100, loop=0)

# BMP
for name, im in dict(rgb=RGB, rgba=RGBA, grey=L, palette=P, one=ONE).items():
    add(f'bmp-{name}.bmp', im, 'BMP')

# TIFF
for name, im in dict(grey=L, rgb=RGB, rgba=RGBA, greyalpha=LA, palette=P, one=ONE, cmyk=CMYK, grey16=I16).items():
    add(f'tiff-{name}.tif', im, 'TIFF')
for c in ('tiff_lzw', 'tiff_adobe_deflate', 'packbits', 'tiff_deflate'):
    add(f'tiff-rgb-{c}.tif', RGB, 'TIFF', compression=c)
    add(f'tiff-grey-{c}.tif', L, 'TIFF', compression=c)
for c in ('group3', 'group4', 'tiff_ccitt', 'packbits'):
    add(f'tiff-one-{c}.tif', ONE, 'TIFF', compression=c)
add('tiff-lzw-predictor.tif', RGB, 'TIFF', compression='tiff_lzw', tiffinfo={317: 2})
add('tiff-strips.tif', RGB, 'TIFF', strip_size=W * 3 * 4)
add('tiff-jpeg.tif', RGB, 'TIFF', compression='jpeg', quality=95)
for n in range(1, 9):
    add(f'tiff-exif{n}.tif', RGB, 'TIFF', tiffinfo={274: n})

# WebP
add('webp-lossless.webp', RGB, 'WEBP', lossless=True)
add('webp-lossless-rgba.webp', RGBA, 'WEBP', lossless=True, exact=True)
add('webp-lossless-palette.webp', P.convert('RGB'), 'WEBP', lossless=True)
for n in (3, 6, 8):
    add(f'webp-exif{n}.webp', RGB, 'WEBP', lossless=True, exif=exif(n))
for q in (50, 80, 100):
    add(f'webp-lossy{q}.webp', RGB, 'WEBP', quality=q)
add('webp-lossy-grey.webp', L, 'WEBP', quality=90)
add('webp-lossy-rgba.webp', RGBA, 'WEBP', quality=90)

for folder in sys.argv[1:]:
    for name in sorted(os.listdir(folder)):
        files[name] = open(os.path.join(folder, name), 'rb').read()

def square_of(content):
    """What the product documents: turned upright, colours without transparency, of 16 bits the upper eight."""
    im = Image.open(io.BytesIO(content))
    if im.format == 'TIFF':
        im.load()  # turns it itself, after which this version's exif_transpose would do it again
    else:
        im = ImageOps.exif_transpose(im)
    if im.mode.startswith('I'):
        # Pillow's own conversion leaves all above 255 white.
        im = Image.frombytes('L', im.size, bytes(v >> 8 for v in im.getdata()))
    return im.convert('RGB')

with zipfile.ZipFile('pictures.zip', 'w', zipfile.ZIP_DEFLATED) as out:
    def put(name, content):
        out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
    for name, content in sorted(files.items()):
        im = square_of(content)
        side = min(im.size)
        left, top = (im.width - side) // 2, (im.height - side) // 2
        put(name, content)
        put(name + '.rgb', im.crop((left, top, left + side, top + side)).tobytes())
print(len(files), 'pictures,', os.path.getsize('pictures.zip'), 'bytes')
