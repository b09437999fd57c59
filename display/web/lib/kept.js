/** What a person's browser remembers of their choices. Storage may be switched off: a choice then lasts as long as the page. */

export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}

export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
