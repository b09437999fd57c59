"""Words of an unpaired device, in every language; apart from those of the roles, which they would only burden."""

WORDS = {
    "en": {
        "pair_wifi": "Joining the network",
        "pair_no_hub": "The hub does not answer",
        "pair_closed": "Not paired: open the window at the hub",
        "pair_busy": "Too many devices at once, please wait",
        "pair_digits": "Type these digits at the hub",
        "pair_wrong": "Wrong digits, starting again",
        "pair_again": "Starting again",
        "pair_done": "Paired",
    },
    "zh": {
        "pair_wifi": "正在连接网络",
        "pair_no_hub": "主机没有应答",
        "pair_closed": "未配对，请在主机上打开配对窗口",
        "pair_busy": "正在配对的设备过多，请稍候",
        "pair_digits": "请在主机上输入这些数字",
        "pair_wrong": "数字不符，重新开始",
        "pair_again": "重新开始",
        "pair_done": "配对成功",
    },
}


def word(language, key):
    """The words for a key; in English where the language lacks them."""
    return WORDS.get(language, WORDS["en"])[key]
