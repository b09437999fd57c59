"""How Chromium is started on a screen: in this one place, for the machines and for the test that tries to get out."""

from tools.deploying.screens import Screen

CACHE_BYTES = 32_000_000
"""The profile lies in memory; the pages and their voice are 2 MB."""

FEATURES_OFF = ("Translate",)

FLAGS = (
    "--ozone-platform=x11",  # In cage by way of Xwayland: see the README.
    "--kiosk",  # Fills the screen, and F11 does nothing.
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-infobars",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-domain-reliability",
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",
    f"--disable-features={','.join(FEATURES_OFF)}",
    f"--disk-cache-size={CACHE_BYTES}",
)


def flags(screen: Screen) -> list[str]:
    """Flags of this screen. As an app (no tabs) Chromium offers each key to the page before it takes it for itself."""
    silent_print = ["--kiosk-printing"] if screen.printing else []
    return [*FLAGS, *silent_print, f"--app={screen.start}"]
