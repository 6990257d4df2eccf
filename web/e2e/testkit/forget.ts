/** Runs in the page: forgets the readable part of what is stored, as a browser does that runs out of room. */
export async function forgetMessages(user: number): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kocmoc-${user}`);
    request.onsuccess = () => resolve(request.result);
  });
  const stores = ['messages', 'chats', 'meta'];
  const transaction = db.transaction(stores, 'readwrite');
  for (const store of stores) transaction.objectStore(store).clear();
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  db.close();
}
