// Chromium's own record of its network: what no proxy sees, which is names looked up and datagrams sent (WebRTC).
import { readFile } from "node:fs/promises";

interface Event {
  type: number;
  params?: { qname?: string; host?: string; address?: string };
}

/** Which events are connections of a kind that goes round the proxy. Datagrams of name lookups tell no address: their names are told. */
const TELLING = ["DNS_TRANSACTION_QUERY", "HOST_RESOLVER_SYSTEM_TASK", "UDP_BYTES_SENT", "TCP_CONNECT_ATTEMPT"];

/** Names and addresses outside this machine, so far. The file is still being written: a line an event, the last one not whole. */
export async function roundTheProxy(file: string): Promise<string[]> {
  const [first = "", ...lines] = (await readFile(file, "utf8")).split("\n");
  const types = JSON.parse(`${first.replace(/,\s*$/, "")}}`).constants.logEventTypes as Record<string, number>;
  const telling = new Set(TELLING.map((name) => types[name]));
  const seen = new Set<string>();
  for (const line of lines) {
    const event = parsed(line);
    const { qname, host, address } = event?.params ?? {};
    const to = qname ?? host ?? address;
    if (event && to && telling.has(event.type) && !isHere(to)) seen.add(to);
  }
  return [...seen];
}

function parsed(line: string): Event | undefined {
  try {
    return JSON.parse(line.replace(/,\s*$/, "")) as Event;
  } catch {
    return undefined;
  }
}

/** Loopback, and the groups of the local network that browsers listen in. */
export function isHere(to: string): boolean {
  return /^(127\.|\[::1\]|localhost\b|(22[4-9]|23\d)\.|\[ff)/.test(to);
}
