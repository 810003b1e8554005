/** What a reload changed, and what a backup holds. */

/** What a reload changed. Empty lists: nothing. */
export interface ReloadView {
  readonly servers: readonly {
    readonly name: string;
    readonly what: 'server.add' | 'server.remove' | 'server.change';
  }[];
  /** Other keys of the configuration file. */
  readonly settings: readonly string[];
}

export interface BackupView {
  /** True: it holds the keys of persons, so an erasure does not reach it. */
  readonly subjectKeys: boolean;
  readonly origin: string;
  readonly made: string;
  readonly software: string;
  /** Records in the backup. */
  readonly size: number;
  /** Size of the newest checkpoint in it; 0 when there is none. */
  readonly signedSize: number;
}
