/** Opens one, with this page. Runs in a page of the extension: only an extension can ask for a private window as people know it. */
export async function openPrivateWindow(url: string): Promise<void> {
  const { windows } = chrome as unknown as { windows: { create(options: object): Promise<unknown> } };
  await windows.create({ url, incognito: true });
}
