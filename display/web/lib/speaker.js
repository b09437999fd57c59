/**
 * Help by sound: a step has a clip of its own, made ahead; the words of a button are spoken by the machine's own voice, where
 * it has one.
 */

export class Speaker {
  on = false;
  clip = null;

  /** Say what to do at a step; silence where there is no such clip. */
  prompt(name, language) {
    this.hush();
    this.clip = new Audio(`/voice/${language}-prompt-${name}.ogg`);
    this.clip.play().catch(() => null); // No clip, no loudspeaker, or no touch yet: the words are on the screen.
  }

  /** Say some words by the machine's own voice. */
  say(words, language) {
    this.hush();
    if (!words || !globalThis.speechSynthesis) return;
    const said = new SpeechSynthesisUtterance(words);
    said.lang = language;
    speechSynthesis.speak(said);
  }

  hush() {
    this.clip?.pause();
    this.clip = null;
    globalThis.speechSynthesis?.cancel();
  }
}
