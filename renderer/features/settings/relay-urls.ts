// Which relay addresses may be stored: wss anywhere, ws on this machine alone. The core holds to the same rule. Pure.

/** Own limit of the contract. */
const MAX_RELAYS = 10;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Lines of a text as relay addresses; or the sentence that says what is wrong. */
export function relayUrls(text: string): readonly string[] | string {
  const urls: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    let url: URL;
    try {
      url = new URL(line);
    } catch {
      return `“${line}” is not an address.`;
    }
    if (url.protocol !== 'wss:' && url.protocol !== 'ws:')
      return `“${line}” is not a relay: it must begin with wss://`;
    if (url.protocol === 'ws:' && !LOOPBACK.test(url.hostname))
      return `“${line}” would send unencrypted. Use wss://, or ws:// on this machine alone.`;
    if (url.username !== '' || url.password !== '')
      return `“${url.host}”: no name and password in an address.`;
    if (!urls.includes(line)) urls.push(line);
  }
  if (urls.length === 0) return 'At least one relay is needed, or no agent can ask.';
  if (urls.length > MAX_RELAYS) return `At most ${MAX_RELAYS} relays.`;
  return urls;
}
