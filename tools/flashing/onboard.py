"""What runs on the board while it is flashed: small functions, sent once over the raw prompt.

A board may come with its watchdog already started, which cannot be stopped: from ``guard`` on it is fed with each call.
It also makes a board whose cable is pulled start by itself, with the firmware that it had.
"""

PRELUDE = """
import os, sys, json, hashlib, binascii
dog = None
def guard():
    global dog
    try:
        import machine
        dog = machine.WDT(timeout=8000)
    except (ImportError, AttributeError, ValueError, OSError):
        pass
def fed():
    if dog:
        dog.feed()
def walk(folder, found):
    for entry in os.ilistdir(folder):
        path = folder.rstrip('/') + '/' + entry[0]
        if entry[1] & 0x4000:
            walk(path, found)
        else:
            found[path] = os.stat(path)[6]
    return found
def facts():
    fed()
    me, disk = sys.implementation, os.statvfs('/')
    print(json.dumps({'platform': sys.platform, 'machine': me._machine, 'version': [n for n in me.version if isinstance(n, int)],
        'mpy': me._mpy, 'free': disk[0] * disk[3], 'files': walk('/', {})}))
def content(path):
    try:
        with open(path, 'rb') as file:
            print(binascii.hexlify(file.read()).decode())
    except OSError:
        print('')
def clear(folder):
    fed()
    try:
        entries = list(os.ilistdir(folder))
    except OSError:
        return
    for entry in entries:
        path = folder + '/' + entry[0]
        if entry[1] & 0x4000:
            clear(path)
        else:
            os.remove(path)
    os.rmdir(folder)
def folders(path):
    parts = path.split('/')[1:-1]
    for depth in range(len(parts)):
        try:
            os.mkdir('/' + '/'.join(parts[:depth + 1]))
        except OSError as error:
            if error.errno != 17:
                raise
def put(path, mode, text):
    fed()
    with open(path, mode) as file:
        file.write(binascii.a2b_base64(text))
def digest(path):
    fed()
    whole = hashlib.sha256()
    with open(path, 'rb') as file:
        while True:
            piece = file.read(1024)
            if not piece:
                break
            whole.update(piece)
    print(binascii.hexlify(whole.digest()).decode())
def move(old, new):
    fed()
    os.rename(old, new)
    if hasattr(os, 'sync'):
        os.sync()
def drop(path):
    try:
        os.remove(path)
    except OSError as error:
        if error.errno != 2:
            raise
"""
