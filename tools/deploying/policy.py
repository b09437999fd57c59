"""What Chromium must refuse, whoever asks: its managed policy. Every name is one that Debian's Chromium knows (tested)."""

from tools.deploying.screens import Screen

NO, ASK_NOBODY, BLOCKED = 0, 1, 2

BLOCKLIST = [
    "*", "file://*", "chrome://*", "chrome-untrusted://*", "chrome-extension://*", "devtools://*", "view-source:*",
    "javascript:*", "data:*", "blob:*", "about:*", "ftp://*", "mailto:*", "tel:*", "intent:*",
]  # fmt: skip
"""The first row is all there is; the others stand for themselves should anybody ever allow more."""

ALWAYS: dict[str, object] = {
    "URLBlocklist": BLOCKLIST,
    "DeveloperToolsAvailability": 2,
    "IncognitoModeAvailability": 1,
    "BrowserGuestModeEnabled": False,
    "BrowserAddPersonEnabled": False,
    "BrowserSignin": 0,
    "SyncDisabled": True,
    "PasswordManagerEnabled": False,
    "AutofillAddressEnabled": False,
    "AutofillCreditCardEnabled": False,
    "PaymentMethodQueryEnabled": False,
    "ImportBookmarks": False,
    "EditBookmarksEnabled": False,
    "BookmarkBarEnabled": False,
    "SavingBrowserHistoryDisabled": True,
    "TranslateEnabled": False,
    "SpellcheckEnabled": False,
    "SearchSuggestEnabled": False,
    "DefaultSearchProviderEnabled": False,
    "AlternateErrorPagesEnabled": False,
    "AllowDinosaurEasterEgg": False,
    "ExtensionInstallBlocklist": ["*"],
    "BlockExternalExtensions": True,
    "AllowFileSelectionDialogs": False,
    "DownloadRestrictions": 3,
    "AutoplayAllowed": False,
    "ScreenCaptureAllowed": False,
    "AudioCaptureAllowed": False,
    "VideoCaptureAllowed": False,
    "DefaultPopupsSetting": BLOCKED,
    "DefaultNotificationsSetting": BLOCKED,
    "DefaultGeolocationSetting": BLOCKED,
    "DefaultClipboardSetting": BLOCKED,
    "DefaultSensorsSetting": BLOCKED,
    "DefaultFileSystemReadGuardSetting": BLOCKED,
    "DefaultFileSystemWriteGuardSetting": BLOCKED,
    "DefaultWebUsbGuardSetting": BLOCKED,
    "DefaultWebHidGuardSetting": BLOCKED,
    "DefaultSerialGuardSetting": BLOCKED,
    "DefaultWebBluetoothGuardSetting": BLOCKED,
    "TaskManagerEndProcessEnabled": False,
    "CommandLineFlagSecurityWarningsEnabled": False,
    "DefaultBrowserSettingEnabled": False,
    "MetricsReportingEnabled": False,
    "FeedbackSurveysEnabled": False,
    "UserFeedbackAllowed": False,
    "PromotionsEnabled": False,
    "ShowHomeButton": False,
    "EnableMediaRouter": False,
    "LensRegionSearchEnabled": False,
    "LiveCaptionEnabled": False,
    "GenAiDefaultSettings": 2,
    "QRCodeGeneratorEnabled": False,
    "DesktopSharingHubEnabled": False,
    "BackgroundModeEnabled": False,
    "ComponentUpdatesEnabled": False,
    "NetworkPredictionOptions": 2,
    "SafeBrowsingProtectionLevel": 0,
    "RestoreOnStartup": 5,
}


def policy(screen: Screen) -> dict[str, object]:
    """The managed policy of a screen: what all have, the hub's own addresses, its voice, and what was asked for."""
    mine: dict[str, object] = {
        "URLAllowlist": screen.allowed,
        "AutoplayAllowlist": [screen.origin],
        "PrintingEnabled": screen.printing,
    }
    if screen.camera:
        mine["VideoCaptureAllowedUrls"] = [screen.origin]
        mine["OverrideSecurityRestrictionsOnInsecureOrigin"] = [screen.origin]
    return {**ALWAYS, **mine}
