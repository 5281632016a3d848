// Loopback: what a practice fleet may reach. Names are compared as text, so that no resolver is asked.

const HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

/** `host:port` of a node on this machine. */
export const isLoopbackSocket = (socket: string): boolean =>
  HOSTS.some((host) => socket.startsWith(`${host}:`) && /^\d{1,5}$/.test(socket.slice(host.length + 1)));

/** A relay URL on this machine, without credentials in it. */
export const isLoopbackRelay = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url?.protocol === 'ws:' && HOSTS.includes(url.hostname) && url.username === '' && url.password === ''
  );
};

/** `http://127.0.0.1:port`, and nothing behind it. */
export const isLoopbackChain = (url: string): boolean => /^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(url);
