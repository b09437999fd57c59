/**
 * Help by sound: a step has a clip of its own, made ahead, and so have names that the hall had made. Other words are spoken by
 * the machine's own voice, where it has one; where it has none, they are on the screen.
 */

export class Speaker {
  on = false;
  clip = null;

  /** `spoken`: clip -> the name that it says, as the setup tells. */
  constructor(spoken = {}) {
    this.named = new Map(Object.entries(spoken).map(([clip, name]) => [placeOf(name, clip.split("-")[0]), clip]));
  }

  /** Say what to do at a step; silence where there is no such clip. */
  prompt(name, language) {
    this.hush();
    this.play(`${language}-prompt-${name}`, () => null);
  }

  /**
   * Say the words of a button. Where they begin with a name that has a clip, the clip says that and the machine's voice the
   * rest. A clip of another name, such as the one before a change of the settings, is never played.
   */
  say(words, language, name = "") {
    this.hush();
    const clip = this.named.get(placeOf(name, language));
    if (clip) this.play(clip, () => speak(words, language), () => speak(words.slice(name.length).replace(/^, /, ""), language));
    else speak(words, language);
  }

  /** Play a clip, `then` what follows; `otherwise` where it cannot be had or not be heard. What was hushed meanwhile is over. */
  play(clip, otherwise, then = () => null) {
    const playing = new Audio(`/voice/${clip}.ogg`);
    this.clip = playing;
    playing.onended = () => this.clip === playing && then();
    playing.play().catch(() => this.clip === playing && otherwise()); // No clip, no loudspeaker, or no touch yet.
  }

  hush() {
    this.clip?.pause();
    this.clip = null;
    globalThis.speechSynthesis?.cancel();
  }
}

const placeOf = (name, language) => `${language} ${name}`;

/** By the machine's own voice. */
function speak(words, language) {
  if (!words || !globalThis.speechSynthesis) return;
  const said = new SpeechSynthesisUtterance(words);
  said.lang = language;
  speechSynthesis.speak(said);
}
