/** A day told in steps, added up to a time: pure, and quick enough for every move of a slider (2,000 steps take 1 ms). */

const CALLS = 12;

/** The hall at `at_ms`: {counters, waiting, calls, open, missed, served, help, index} of a story. */
export function hallAt(story, at_ms) {
  const counters = new Map(story.counters.map(({ counter }) => [counter, { counter, state: "closed", number: "", clerk: "", since_ms: 0 }]));
  const waiting = new Map();
  const hall = { open: false, missed: 0, served: 0, help: [], calls: [], index: 0 };
  for (const step of story.steps) {
    if (step.at_ms > at_ms) break;
    take(hall, counters, waiting, step);
  }
  return { ...hall, counters: [...counters.values()], waiting: [...waiting.values()] };
}

function take(hall, counters, waiting, step) {
  hall.index += 1;
  for (const shown of step.counters ?? []) {
    if (step.kind === "called" && shown.number) hall.calls = [{ number: shown.number, counter: shown.counter, at_ms: step.at_ms }, ...hall.calls].slice(0, CALLS);
    if (shown.state === "gone") counters.delete(shown.counter);
    else counters.set(shown.counter, shown);
  }
  for (const number of step.left ?? []) waiting.delete(number);
  for (const ticket of step.joined ?? []) waiting.set(ticket.number, ticket);
  for (const name of ["open", "missed", "served", "help"]) if (name in step) hall[name] = step[name];
}

/** How many waited, at even distances over the day: [{at_ms, waiting}]. */
export function waitingOver(story, points) {
  const span_ms = Math.max(story.to_ms - story.from_ms, 1);
  const found = [];
  let waiting = 0;
  let index = 0;
  for (let point = 0; point <= points; point += 1) {
    const at_ms = story.from_ms + (span_ms * point) / points;
    for (; index < story.steps.length && story.steps[index].at_ms <= at_ms; index += 1) {
      waiting += (story.steps[index].joined?.length ?? 0) - (story.steps[index].left?.length ?? 0);
    }
    found.push({ at_ms, waiting });
  }
  return found;
}
