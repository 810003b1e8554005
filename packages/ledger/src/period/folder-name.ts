/** Name of the folder of a log's origin. */
export function endedFolderName(origin: string): string {
  return origin.replace(/[^A-Za-z0-9.-]+/g, '_');
}
