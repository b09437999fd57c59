"""The label of a device: its name, and the same as a QR code; as a picture, or on a receipt printer."""

import io
from pathlib import Path

import segno
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFont

SIZE = (560, 240)
"""70 x 30 mm at 8 dots a millimetre, as label printers have them."""
EDGE = 20
QR_DOTS = 8
COLUMNS = 32


def draw(name: str, about: str) -> Image.Image:
    """The label as a picture."""
    picture = Image.new("L", SIZE, 255)
    code = qr(name)
    picture.paste(code, (EDGE, (SIZE[1] - code.height) // 2))
    left = 2 * EDGE + code.width
    pen = ImageDraw.Draw(picture)
    pen.text((left, 70), name, 0, fitting(name, SIZE[0] - left - EDGE))
    pen.text((left, 140), about, 0, ImageFont.load_default(22))
    return picture


def fitting(text: str, width: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The largest letters in which the text fits."""
    sizes = range(60, 14, -2)
    return next((font for font in map(ImageFont.load_default, sizes) if font.getlength(text) <= width), font_least())


def font_least() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """For a name of 32 letters."""
    return ImageFont.load_default(14)


def qr(name: str) -> Image.Image:
    """The name as a QR code."""
    octets = io.BytesIO()
    segno.make(name, error="m", micro=False).save(octets, kind="png", scale=QR_DOTS - 1, border=1)
    return Image.open(octets).convert("L")


def escpos(name: str, about: str) -> bytes:
    """The label for a receipt printer."""
    printer = Dummy()
    printer.set(align="center", double_height=True, double_width=True)
    printer.text(f"{name}\n")
    printer.set(align="center", normal_textsize=True)
    printer.text(f"{about}\n")
    printer.qr(name, native=True, size=QR_DOTS)
    printer.cut()
    return bytes(printer.output)


def make(target: Path, name: str, about: str) -> None:
    """Write a picture where the target ends with .png, else send it to the printer that the target is."""
    if target.suffix == ".png":
        draw(name, about).save(target)
    else:
        target.write_bytes(escpos(name, about))
