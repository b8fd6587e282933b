// The one database of the extension: what it keeps beside the settings (storage.local) and the models (OPFS).
// Works in pages and workers alike. In a private window nothing is kept, and so nothing is opened.
// Must not know: who writes what.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** One request to another machine, as it is told in the popup. */
export interface RequestRecord {
  /** Milliseconds since 1970. */
  time: number;
  host: string;
  /** With what follows the question mark: words could hide there. */
  path: string;
  /** Received so far. */
  bytes: number;
  /** The key of the words that say why. */
  why: string;
}

/** What every conversation has, whatever else it has. */
export interface ConversationRecord {
  id: string;
  /** Milliseconds since 1970. */
  updated: number;
}

interface Schema extends DBSchema {
  requests: { key: number; value: RequestRecord; indexes: { time: number } };
  conversations: { key: string; value: ConversationRecord; indexes: { updated: number } };
}

export type Database = IDBPDatabase<Schema>;

const name = "inkling";

/** What each version adds to the one before: `steps[0]` makes version 1. A step that has shipped is never changed. */
const steps: ((database: Database) => void)[] = [
  (database) => {
    database.createObjectStore("requests", { autoIncrement: true }).createIndex("time", "time");
    database.createObjectStore("conversations", { keyPath: "id" }).createIndex("updated", "updated");
  },
];

let opening: Promise<Database | undefined> | undefined;

/** Undefined where nothing may or can be kept: in a private window, or in a browser that keeps nothing for anybody. */
export function openDatabase(): Promise<Database | undefined> {
  if (isPrivate()) return Promise.resolve(undefined);
  return (opening ??= open().catch(() => {
    // Refused now, it may be allowed at the next call.
    forget();
    return undefined;
  }));
}

/** Workers are not told; those of the extension are never a private window's. */
function isPrivate(): boolean {
  return globalThis.chrome?.extension?.inIncognitoContext ?? false;
}

function open(): Promise<Database> {
  return openDB<Schema>(name, steps.length, {
    upgrade(database, oldVersion) {
      for (const step of steps.slice(oldVersion)) step(database);
    },
    // A newer version of the extension waits for this one to let go.
    blocking(_current, _blocked, event) {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget,
  });
}

function forget(): void {
  opening = undefined;
}
