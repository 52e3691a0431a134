/** A text as it is edited: without byte order mark, lines ended by `\n`, the last one too. */
export interface PlainText {
  readonly text: string;
  /** Gives an edited text the byte order mark, line ends and last line of the original. */
  readonly restore: (edited: string) => string;
}

/** Takes apart what editing does not look at. A text that mixes line ends keeps them where nothing changes. */
export function plainText(given: string): PlainText {
  const mark = given.startsWith("\uFEFF") ? "\uFEFF" : "";
  const isWindows = given.includes("\r\n") && !/(?:^|[^\r])\n/.test(given);
  const isOpen = !given.endsWith("\n");
  const body = given.slice(mark.length);
  const text = isWindows ? body.replaceAll("\r\n", "\n") : body;
  return {
    text: isOpen ? `${text}\n` : text,
    restore: (edited) => {
      const ended = isOpen ? edited.replace(/\n$/, "") : edited;
      return mark + (isWindows ? ended.replaceAll("\n", "\r\n") : ended);
    },
  };
}
