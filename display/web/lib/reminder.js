/** Tells a person whose phone lies in a pocket that they are called: a chime, a buzz, and a notice where that is allowed. */

const BUZZ_MS = [300, 150, 300, 150, 600];
const CHIME_HZ = [880, 660, 880, 660];
const NOTE_S = 0.22;

export class Reminder {
  on = false;

  /** Browsers allow sound, and ask about notices, only in answer to a touch. */
  async begin() {
    this.on = true;
    this.audio ??= new AudioContext();
    await this.audio.resume();
    navigator.wakeLock?.request("screen").catch(() => null); // Refused with a low battery: the page then may fall asleep.
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  }

  /** `words`: what the notice says. Without a touch before, only the page itself shows the call. */
  call(words) {
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
    if (!this.on) return;
    this.chime();
    if ("Notification" in window && Notification.permission === "granted") this.notify(words);
  }

  /** Phones let only service workers show notices; there the chime and the buzz have to do. */
  notify(words) {
    try {
      new Notification(words, { tag: "call", renotify: true, requireInteraction: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  chime() {
    CHIME_HZ.forEach((hertz, place) => {
      const [tone, loud] = [this.audio.createOscillator(), this.audio.createGain()];
      const start_s = this.audio.currentTime + place * NOTE_S;
      tone.frequency.value = hertz;
      loud.gain.setValueAtTime(0.4, start_s);
      loud.gain.exponentialRampToValueAtTime(0.01, start_s + NOTE_S);
      tone.connect(loud).connect(this.audio.destination);
      tone.start(start_s);
      tone.stop(start_s + NOTE_S);
    });
  }
}
