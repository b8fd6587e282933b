// Reads a file of the package: never from another machine. Works in pages and workers.

export async function readPackaged(url: URL): Promise<Response> {
  const { protocol, host } = self.location;
  if (url.protocol !== protocol || url.host !== host) throw new TypeError(`${url.href} is not a file of the package`);
  return fetch(url);
}
