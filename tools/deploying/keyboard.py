"""A keyboard that can write and confirm, and has no Ctrl, Alt, Super, F or media key: what it cannot say cannot be pressed.

The keymap is an allowlist of key places (XKB). The compositor reads it by the variables in ``ENVIRONMENT``.
"""

LAYOUT = "anycounter"
ENVIRONMENT = {"XKB_DEFAULT_RULES": LAYOUT, "XKB_DEFAULT_MODEL": "screen", "XKB_DEFAULT_LAYOUT": LAYOUT}

ROWS = (
    ("TLDE", "AE01 AE02 AE03 AE04 AE05 AE06 AE07 AE08 AE09 AE10 AE11 AE12"),
    ("", "AD01 AD02 AD03 AD04 AD05 AD06 AD07 AD08 AD09 AD10 AD11 AD12"),
    ("", "AC01 AC02 AC03 AC04 AC05 AC06 AC07 AC08 AC09 AC10 AC11 BKSL"),
    ("", "AB01 AB02 AB03 AB04 AB05 AB06 AB07 AB08 AB09 AB10"),
)
SYMBOLS = (
    "grave asciitilde, 1 exclam, 2 at, 3 numbersign, 4 dollar, 5 percent, 6 asciicircum, 7 ampersand, 8 asterisk, "
    "9 parenleft, 0 parenright, minus underscore, equal plus, "
    "q Q, w W, e E, r R, t T, y Y, u U, i I, o O, p P, bracketleft braceleft, bracketright braceright, "
    "a A, s S, d D, f F, g G, h H, j J, k K, l L, semicolon colon, apostrophe quotedbl, backslash bar, "
    "z Z, x X, c C, v V, b B, n N, m M, comma less, period greater, slash question"
)
PLAIN = {
    "SPCE": "space", "RTRN": "Return", "KPEN": "KP_Enter", "TAB": "Tab", "BKSP": "BackSpace", "DELE": "Delete",
    "UP": "Up", "DOWN": "Down", "LEFT": "Left", "RGHT": "Right", "PGUP": "Prior", "PGDN": "Next", "HOME": "Home",
    "END": "End", **{f"KP{digit}": f"KP_{digit}" for digit in range(10)},
}  # fmt: skip

RULES = """\
// No key but those of symbols/anycounter: the usual "pc" part, with its Ctrl, Alt and F keys, is left out.
! model = keycodes
  * = evdev

! layout = symbols
  * = %l

! model = types
  * = complete

! model = compat
  * = complete
"""


SHIFT = """\
  key <LFSH> { [ Shift_L ] };
  key <RTSH> { [ Shift_R ] };
  modifier_map Shift { Shift_L, Shift_R };"""
CONSOLE = """\
  key <LCTL> { [ Control_L ] };
  modifier_map Control { Control_L };
  key <LALT> { [ Alt_L ] };
  modifier_map Mod1 { Alt_L };
  key <FK02> { type = "CTRL+ALT", symbols[Group1] = [ NoSymbol, NoSymbol, NoSymbol, NoSymbol, XF86Switch_VT_2 ] };"""
"""Only where the technician wants a way to the sign-in prompt; then Ctrl and Alt are back, and the page must refuse them."""


def symbols(keys: bool, console: bool) -> str:
    """The symbols file: letters, digits, Shift and keys that move and confirm; without ``keys`` no more than Shift."""
    lines = [SHIFT, *([CONSOLE] if console else [])]
    if keys:
        places = " ".join(f"{first} {rest}" for first, rest in ROWS).split()
        pairs = [pair.split() for pair in SYMBOLS.split(",")]
        lines += [f"  key <{place}> {{ [ {low}, {high} ] }};" for place, (low, high) in zip(places, pairs, strict=True)]
        lines += [f"  key <{place}> {{ [ {symbol} ] }};" for place, symbol in PLAIN.items()]
    body = "\n".join(lines)
    return f'// Keyboard of a screen of the hall.\ndefault partial alphanumeric_keys\nxkb_symbols "basic" {{\n{body}\n}};\n'
